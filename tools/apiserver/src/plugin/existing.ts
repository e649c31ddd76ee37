import type { JsonObject } from 'kustomize-ts';
import { object, text } from '../field/read.ts';
import type { Cluster } from '../kind.ts';

/** The objects of one kind that the cluster is known to hold, of one namespace where it has them. */
export function existingOf(cluster: Cluster, kind: string, namespace = ''): readonly JsonObject[] {
  return (cluster.existing ?? []).filter(
    (candidate) =>
      text(candidate, 'kind') === kind &&
      (namespace === '' || namespaceOf(candidate) === namespace),
  );
}

/** The one of a name. */
export function existingNamed(
  cluster: Cluster,
  kind: string,
  name: string,
  namespace = '',
): JsonObject | undefined {
  return existingOf(cluster, kind, namespace).find((candidate) => nameOf(candidate) === name);
}

function namespaceOf(target: JsonObject): string {
  return text(object(target, 'metadata'), 'namespace') || 'default';
}

/** The name of an object. */
export function nameOf(target: JsonObject): string {
  return text(object(target, 'metadata'), 'name');
}
