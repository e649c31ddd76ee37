import type { JsonObject } from 'kustomize-ts';
import { object, text } from '../field/read.ts';
import type { Cluster } from '../kind.ts';

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
  const name = (candidate: JsonObject): string => text(object(candidate, 'metadata'), 'name');
  return (cluster.existing ?? [])
    .filter((candidate) => text(candidate, 'kind') === kind && isDefault(candidate))
    .toSorted((a, b) => (name(a) < name(b) ? -1 : 1))[0];
}
