import scopes from './scopes.json' with { type: 'json' };

/** Whether a kind lives in namespaces, by `apiVersion kind`. */
export type Scopes = ReadonlyMap<string, 'namespaced' | 'cluster'>;

/** The kinds of the built-in schema, Kubernetes 1.21.2. One that it does not know counts as namespaced. */
export const BUILT_IN_SCOPES: Scopes = new Map([
  ...scopes.namespaced.map((kind) => [kind, 'namespaced'] as const),
  ...scopes.clusterScoped.map((kind) => [kind, 'cluster'] as const),
]);
