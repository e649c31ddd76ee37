/** What the cluster knows an object by. */
export interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** `apps` of `apps/v1`; empty for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.lastIndexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** `Service backend/go-server`, or `Namespace backend` where the kind has no namespace. */
export function formatIdentity({ kind, namespace, name }: Identity): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** A text that two identities share if they are the same object; the version of the API is no part of it. */
export function identityKey({ apiVersion, kind, namespace, name }: Identity): string {
  return JSON.stringify([groupOf(apiVersion), kind, namespace ?? '', name]);
}
