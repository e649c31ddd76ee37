import type { Resource } from 'kustomize-ts';
import type { NotModelled } from '../not-modelled.ts';
import type { Labels, StoredObject } from './stored-object.ts';

/** Everything that the API server would hold. */
export interface Store {
  /** Objects of a kind in any version, in the order in which they were read. The core group is ''. */
  list(group: string, kind: string): readonly StoredObject[];
  /** One object by its name. */
  get(group: string, kind: string, namespace: string, name: string): StoredObject | undefined;
  /** All objects, in the order in which they were read. */
  readonly objects: readonly StoredObject[];
  /** Objects that a later one with the same kind and name replaces. */
  readonly replaced: readonly StoredObject[];
  /** What is no object of the API at all. */
  readonly unreadable: readonly UnreadableResource[];
  /** Labels of a namespace; of one that no manifest makes only the label that it always has. */
  namespaceLabels(namespace: string): Labels;
  /** Names of all namespaces that have a manifest or are named by one, sorted. */
  readonly namespaces: readonly string[];
  readonly notModelled: readonly NotModelled[];
}

/** A resource that cannot be read as JSON. */
export interface UnreadableResource {
  readonly resource: Resource;
  readonly reason: string;
}

/** What was read of resources. */
export interface ReadObjects {
  readonly objects: readonly StoredObject[];
  readonly unreadable: readonly UnreadableResource[];
  readonly notModelled: readonly NotModelled[];
}

const NAME_LABEL = 'kubernetes.io/metadata.name';

/** Indexes objects. Of several with the same kind and name the last one counts, as with one `apply` after another. */
export function makeStore({ objects: read, unreadable, notModelled }: ReadObjects): Store {
  const byKey = new Map<string, StoredObject>();
  for (const stored of read) byKey.set(keyOf(stored), stored);
  const objects = read.filter((stored) => byKey.get(keyOf(stored)) === stored);
  const byKind = Map.groupBy(objects, ({ group, kind }) => `${group} ${kind}`);
  const list = (group: string, kind: string): readonly StoredObject[] =>
    byKind.get(`${group} ${kind}`) ?? [];
  const labels = new Map<string, Labels>();
  const namespaces = new Set<string>();
  for (const stored of list('', 'Namespace')) {
    labels.set(stored.name, new Map([...stored.labels, [NAME_LABEL, stored.name]]));
    namespaces.add(stored.name);
  }
  for (const { namespace } of objects) if (namespace !== '') namespaces.add(namespace);
  return {
    list,
    get: (group, kind, namespace, name) => byKey.get(keyOf({ group, kind, namespace, name })),
    objects,
    replaced: read.filter((stored) => byKey.get(keyOf(stored)) !== stored),
    unreadable,
    namespaceLabels: (namespace) => labels.get(namespace) ?? new Map([[NAME_LABEL, namespace]]),
    namespaces: [...namespaces].toSorted(),
    notModelled,
  };
}

function keyOf({
  group,
  kind,
  namespace,
  name,
}: Pick<StoredObject, 'group' | 'kind' | 'name' | 'namespace'>): string {
  return `${group} ${kind} ${namespace} ${name}`;
}
