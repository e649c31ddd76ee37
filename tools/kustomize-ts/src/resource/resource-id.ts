/** Group, version and kind; empty strings where a selector leaves them open. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/**
 * What identifies a resource within a build. `namespace` is as written; which one counts is
 * {@link effectiveNamespace}. Ids of the past carry the namespace that counted then.
 */
export interface ResourceId extends Gvk {
  readonly name: string;
  readonly namespace: string;
  /** Known by the schema to live outside of namespaces. */
  readonly clusterScoped: boolean;
}

/** Stands for the namespace of cluster-scoped kinds wherever namespaces are compared (kustomize's resid.go). */
export const NO_NAMESPACE = '_non_namespaceable_';

/** Splits `group/version`; the core group is the empty string. */
export function parseApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** The id of an object as it stands now. */
export function currentId(
  apiVersion: string,
  kind: string,
  name: string,
  namespace: string,
  clusterScoped: boolean,
): ResourceId {
  const { group, version } = parseApiVersion(apiVersion);
  return {
    group,
    version,
    kind,
    name,
    namespace,
    clusterScoped,
  };
}

/** The namespace that counts: `default` where none is written, a constant for cluster-scoped kinds. */
export function effectiveNamespace(id: ResourceId): string {
  if (id.clusterScoped) return NO_NAMESPACE;
  return id.namespace === '' ? 'default' : id.namespace;
}

/** Same group, version and kind. */
export function sameGvk(a: Gvk, b: Gvk): boolean {
  return a.kind === b.kind && a.group === b.group && a.version === b.version;
}

/** Same object: name, group, version, kind and the namespace that counts. */
export function sameId(a: ResourceId, b: ResourceId): boolean {
  return a.name === b.name && sameGvk(a, b) && effectiveNamespace(a) === effectiveNamespace(b);
}

/** Whether a group, version and kind fit a selector, whose empty parts fit everything. */
export function isSelectedBy(gvk: Gvk, selector: Gvk): boolean {
  return (
    (selector.kind === '' || selector.kind === gvk.kind) &&
    (selector.group === '' || selector.group === gvk.group) &&
    (selector.version === '' || selector.version === gvk.version)
  );
}

/** `Kind.version.group/name.namespace`, as kustomize names objects in messages and sort keys. */
export function formatGvk({ group, version, kind }: Gvk): string {
  return `${kind || '[noKind]'}.${version || '[noVer]'}.${group || '[noGrp]'}`;
}

/** `Deployment backend/go-server`: how messages name an object. */
export function describeId({
  kind,
  name,
  namespace,
}: {
  kind: string;
  name: string;
  namespace: string;
}): string {
  return `${kind} ${namespace && namespace !== NO_NAMESPACE ? `${namespace}/` : ''}${name}`;
}
