import type { JsonObject } from 'kustomize-ts';
import { object, text } from '../field/read.ts';
import type { Cluster } from '../kind.ts';
import { existingOf, nameOf } from './existing.ts';

/** The class that is marked as the default one, by name the first; when they were made is not known. */
export function defaultClass(
  cluster: Cluster,
  kind: string,
  annotations: readonly string[],
): JsonObject | undefined {
  const isDefault = (candidate: JsonObject): boolean => {
    const found = object(object(candidate, 'metadata'), 'annotations');
    return annotations.some((annotation) => text(found, annotation) === 'true');
  };
  return existingOf(cluster, kind)
    .filter(isDefault)
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))[0];
}
