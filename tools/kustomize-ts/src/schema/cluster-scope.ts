import scope from './cluster-scoped.json' with { type: 'json' };

const clusterScoped = new Set<string>(scope.kinds);

/**
 * Whether the built-in schema (Kubernetes 1.21.2) knows the kind to be cluster-scoped.
 * A kind that it does not know counts as namespaced.
 */
export function isClusterScoped(apiVersion: string, kind: string): boolean {
  return clusterScoped.has(`${apiVersion} ${kind}`);
}
