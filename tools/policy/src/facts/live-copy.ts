import { object, text } from '@fingerpost/apiserver';
import type { StoredObject } from '@fingerpost/discovery';

/** Whether an object was read from a cluster, and not written: the API server gives out `metadata.uid`. */
export function isLiveCopy({ written }: StoredObject): boolean {
  return text(object(written, 'metadata'), 'uid') !== '';
}
