/** The one table that the enforcer has in each network namespace: family and name. */
export const filterTable = 'inet fingerpost-netpol';
