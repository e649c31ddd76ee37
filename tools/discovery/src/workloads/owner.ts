import { flag, object, objects, text } from '@fingerpost/apiserver';
import type { StoredObject } from '../store/stored-object.ts';

/** The object that controls another one, as its ownerReference names it. */
export interface Owner {
  readonly kind: string;
  readonly name: string;
}

/** The controller of an object; undefined for one that stands alone, and for a static pod, which its node controls. */
export function controllerOf(stored: StoredObject): Owner | undefined {
  const references = objects(object(stored.object, 'metadata'), 'ownerReferences');
  const controller = references.find((reference) => flag(reference, 'controller'));
  if (!controller) return undefined;
  const owner = { kind: text(controller, 'kind'), name: text(controller, 'name') };
  return owner.kind === 'Node' ? undefined : owner;
}
