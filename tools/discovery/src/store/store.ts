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
  /** Labels of a namespace; of one that no manifest makes only the label that it always has. */
  namespaceLabels(namespace: string): Labels;
  /** Names of all namespaces that have a manifest or are named by one, sorted. */
  readonly namespaces: readonly string[];
  readonly notModelled: readonly NotModelled[];
}

const NAME_LABEL = 'kubernetes.io/metadata.name';

/** Indexes objects. Of several with the same kind and name the last one counts, as with one `apply` after another. */
export function makeStore(
  read: readonly StoredObject[],
  notModelled: readonly NotModelled[],
): Store {
  const byKind = new Map<string, Map<string, StoredObject>>();
  for (const stored of read) {
    const kind = `${stored.group} ${stored.kind}`;
    const ofKind = byKind.get(kind) ?? new Map<string, StoredObject>();
    byKind.set(kind, ofKind);
    ofKind.set(`${stored.namespace} ${stored.name}`, stored);
  }
  const list = (group: string, kind: string): readonly StoredObject[] => [
    ...(byKind.get(`${group} ${kind}`)?.values() ?? []),
  ];
  const labels = new Map<string, Labels>();
  const namespaces = new Set<string>();
  for (const stored of list('', 'Namespace')) {
    labels.set(stored.name, new Map([...stored.labels, [NAME_LABEL, stored.name]]));
    namespaces.add(stored.name);
  }
  for (const { namespace } of read) if (namespace !== '') namespaces.add(namespace);
  return {
    list,
    get: (group, kind, namespace, name) =>
      byKind.get(`${group} ${kind}`)?.get(`${namespace} ${name}`),
    objects: [...byKind.values()].flatMap((ofKind) => [...ofKind.values()]),
    namespaceLabels: (namespace) => labels.get(namespace) ?? new Map([[NAME_LABEL, namespace]]),
    namespaces: [...namespaces].toSorted(),
    notModelled,
  };
}
