/** The one that applied the manifests first: what another one no longer says would stay. */
export const FIELD_MANAGER = 'fingerpost-lab';
