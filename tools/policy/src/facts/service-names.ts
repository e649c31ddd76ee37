import type { Environment } from '@fingerpost/discovery';

/** The Service that a name in the cluster means. */
export interface ServiceName {
  readonly namespace: string;
  readonly name: string;
}

/**
 * The Service that an absolute name means, `go-server.backend.svc.cluster.local`, or that of one of its pods; undefined
 * of a name outside of the cluster. A name that ends in `.svc` is taken too, though nothing but a search path completes it.
 */
export function serviceOfName(
  name: string,
  { clusterDomain }: Pick<Environment, 'clusterDomain'>,
): ServiceName | undefined {
  const plain = withoutFinalDot(name).toLowerCase();
  const domain = `.${clusterDomain.toLowerCase()}`;
  const inside = plain.endsWith(domain) ? plain.slice(0, -domain.length) : plain;
  const labels = inside.split('.');
  if (labels.at(-1) !== 'svc') return undefined;
  const [service = '', namespace = ''] = labels.slice(-3, -1);
  return service === '' || namespace === '' ? undefined : { namespace, name: service };
}

/**
 * The Services that a name may mean in a pod of a namespace, as `namespace/name` and the likeliest first: the one that has
 * it, or the one of whose pods it is.
 */
export function possibleServices(
  host: string,
  namespace: string,
  clusterDomain: string,
): readonly string[] {
  const name = host.toLowerCase();
  const full = serviceOfName(name, { clusterDomain });
  if (full) return [`${full.namespace}/${full.name}`];
  const [first = '', second = '', third = '', ...more] = name.split('.');
  if (more.length > 0) return [];
  if (second === '') return [`${namespace}/${first}`];
  if (third === '') return [`${second}/${first}`, `${namespace}/${second}`];
  return [`${third}/${second}`];
}

export function withoutFinalDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
