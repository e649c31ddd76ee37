/** The API server tells 4,096 characters of warnings (apiserver/pkg/endpoints/filters/warning.go): nobody needs more. */
export const MOST_WARNINGS = 4096;
