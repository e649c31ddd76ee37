import { flag, object, objects, text } from '@fingerpost/apiserver';
import type { Store } from '../store/store.ts';
import type { StoredObject } from '../store/stored-object.ts';

/** The object that controls another one. */
export interface Owner {
  readonly kind: string;
  readonly name: string;
}

/** `namespace/Kind/name`: the id of a workload. */
export function ownerKey(namespace: string, kind: string, name: string): string {
  return `${namespace}/${kind}/${name}`;
}

/**
 * The controller of an object, as its ownerReferences name it; undefined for one that stands alone, and for a static pod,
 * which its node controls. Where a ReplicaSet has no manifest, its Deployment counts.
 */
export function controllerOf(store: Store, stored: StoredObject): Owner | undefined {
  const references = objects(object(stored.object, 'metadata'), 'ownerReferences');
  const controller = references.find((reference) => flag(reference, 'controller'));
  if (!controller) return undefined;
  const owner = { kind: text(controller, 'kind'), name: text(controller, 'name') };
  if (owner.kind === 'Node') return undefined;
  return deploymentOf(store, stored, owner) ?? owner;
}

/** ReplicaSets are called like their Deployment with the hash of the template, which is also a label of their pods. */
function deploymentOf(
  store: Store,
  { namespace, labels }: StoredObject,
  { kind, name }: Owner,
): Owner | undefined {
  if (kind !== 'ReplicaSet' || store.get('apps', kind, namespace, name)) return undefined;
  const end = `-${labels.get('pod-template-hash') ?? ''}`;
  if (end === '-' || !name.endsWith(end)) return undefined;
  const deployment = store.get('apps', 'Deployment', namespace, name.slice(0, -end.length));
  return deployment && { kind: 'Deployment', name: deployment.name };
}
