/** What a name in a cluster zone asks for (CoreDNS, plugin/kubernetes/parse.go). Empty parts were not asked. */
export interface NameRequest {
  readonly kind: 'svc' | 'pod';
  readonly namespace: string;
  /** The Service, or the address of a pod. */
  readonly service: string;
  readonly endpoint: string;
  readonly port: string;
  readonly protocol: string;
  /** Of `<zone>.pin._zone.<service>...`. */
  readonly zone: string;
  /** `prefer` instead of `pin`: without endpoints in the zone all answer. */
  readonly prefersZone: boolean;
}

const EMPTY = {
  namespace: '',
  service: '',
  endpoint: '',
  port: '',
  protocol: '',
  zone: '',
  prefersZone: false,
};

/**
 * Reads the labels before the zone, in lower case. 'apex': the name is there for others below it alone; 'invalid': no
 * name of this form exists.
 */
export function parseRequest(
  labels: readonly string[],
  zonal: boolean,
): NameRequest | 'apex' | 'invalid' {
  const kind = labels.at(-1);
  if (kind === undefined) return 'apex';
  if (kind !== 'svc' && kind !== 'pod') return 'invalid';
  if (labels.length === 1) return 'apex';
  const request: NameRequest = {
    ...EMPTY,
    kind,
    namespace: labels.at(-2) ?? '',
    service: labels.at(-3) ?? '',
  };
  const rest = labels.slice(0, -3);
  const [first = '', second = ''] = rest;
  switch (rest.length) {
    case 0:
      return request;
    case 1:
      return { ...request, endpoint: first };
    case 2:
      return { ...request, port: withoutUnderscore(first), protocol: withoutUnderscore(second) };
    default:
      return zonal && kind === 'svc' ? withZone(request, rest) : 'invalid';
  }
}

function withZone(request: NameRequest, labels: readonly string[]): NameRequest | 'invalid' {
  const directive = labels.at(-2);
  if (labels.at(-1) !== '_zone' || (directive !== 'pin' && directive !== 'prefer'))
    return 'invalid';
  return { ...request, zone: labels.slice(0, -2).join('.'), prefersZone: directive === 'prefer' };
}

function withoutUnderscore(label: string): string {
  return label.startsWith('_') ? label.slice(1) : label;
}
