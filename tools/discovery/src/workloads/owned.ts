import type { StoredObject } from '../store/stored-object.ts';
import type { Store } from '../store/store.ts';
import { controllerOf, ownerKey } from './owner.ts';

/** Pods, ReplicaSets and Jobs by the id of the workload that controls them. */
export function ownedObjects(store: Store): ReadonlyMap<string, readonly StoredObject[]> {
  const owned = new Map<string, StoredObject[]>();
  const children = [
    ...store.list('', 'Pod'),
    ...store.list('apps', 'ReplicaSet'),
    ...store.list('batch', 'Job'),
  ];
  for (const child of children) {
    const owner = controllerOf(store, child);
    if (!owner) continue;
    const key = ownerKey(child.namespace, owner.kind, owner.name);
    const others = owned.get(key);
    if (others) others.push(child);
    else owned.set(key, [child]);
  }
  return owned;
}

/** Pods that are a workload of their own. */
export interface PodGroup {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly pods: readonly [StoredObject, ...StoredObject[]];
}

/** Pods that nothing controls, each alone, and pods whose controller is not among the `known` workloads, together. */
export function groupPods(
  store: Store,
  owned: ReadonlyMap<string, readonly StoredObject[]>,
  known: ReadonlySet<string>,
): readonly PodGroup[] {
  const bare = store
    .list('', 'Pod')
    .filter((pod) => !controllerOf(store, pod))
    .map((pod): PodGroup => {
      const { namespace, name } = pod;
      return { id: ownerKey(namespace, 'Pod', name), kind: 'Pod', name, pods: [pod] };
    });
  const orphans = [...owned].flatMap(([id, children]): PodGroup[] => {
    if (known.has(id)) return [];
    const [first, ...rest] = children.filter((child) => child.kind === 'Pod');
    const owner = first && controllerOf(store, first);
    return owner ? [{ id, ...owner, pods: [first, ...rest] }] : [];
  });
  return [...bare, ...orphans];
}
