import type {
  AskedLabels,
  AskedPeer,
  AskedPolicy,
  AskedPort,
  AskedRule,
  AskedSelector,
  AskedWorkload,
  Directory,
} from './plain-directory.ts';

/** One end: the place of a workload, or an IPv4 address outside. */
export type AskedEnd = { readonly workload: number } | { readonly address: number };

/**
 * Whether one connection is allowed, from the written rules, for one port and one address at a time: slow, without any
 * of the engine's code, and meant to be read next to the documentation of NetworkPolicy.
 */
export function naiveAnswer(
  directory: Directory,
  from: AskedEnd,
  to: AskedEnd,
  protocol: string,
  port: number,
): boolean {
  return (
    sideAllows(directory, from, to, to, 'Egress', protocol, port) &&
    sideAllows(directory, to, from, to, 'Ingress', protocol, port)
  );
}

function sideAllows(
  directory: Directory,
  own: AskedEnd,
  other: AskedEnd,
  destination: AskedEnd,
  direction: 'Ingress' | 'Egress',
  protocol: string,
  port: number,
): boolean {
  const pod = podAt(directory, own);
  if (!pod || pod.hostNetwork) return true;
  const isolating = directory.policies.filter(
    (policy) =>
      (policy.namespace ?? 'default') === (pod.namespace ?? 'default') &&
      (!policy.podSelector || selected(policy.podSelector, pod.labels)) &&
      typesOf(policy).includes(direction),
  );
  if (isolating.length === 0) return true;
  for (const policy of isolating) {
    for (const rule of (direction === 'Ingress' ? policy.ingress : policy.egress) ?? []) {
      if (
        peerAllows(directory, policy, rule, other) &&
        portAllows(rule, podAt(directory, destination), protocol, port)
      ) {
        return true;
      }
    }
  }
  return false;
}

function podAt(directory: Directory, end: AskedEnd): AskedWorkload | undefined {
  return 'workload' in end ? directory.workloads[end.workload] : undefined;
}

function typesOf({ policyTypes, egress }: AskedPolicy): readonly string[] {
  if (policyTypes && policyTypes.length > 0) return policyTypes;
  return egress && egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

function peerAllows(
  directory: Directory,
  policy: AskedPolicy,
  { peers }: AskedRule,
  other: AskedEnd,
): boolean {
  if (!peers || peers.length === 0) return true;
  return peers.some((peer) =>
    'address' in other
      ? inBlock(peer, other.address)
      : isPod(directory, policy, peer, directory.workloads[other.workload]),
  );
}

function isPod(
  directory: Directory,
  policy: AskedPolicy,
  { ipBlock, podSelector, namespaceSelector }: AskedPeer,
  pod: AskedWorkload | undefined,
): boolean {
  if (!pod || ipBlock || pod.hostNetwork) return false;
  const name = pod.namespace ?? 'default';
  if (!namespaceSelector && name !== (policy.namespace ?? 'default')) return false;
  const written = directory.namespaces.find((namespace) => namespace.name === name)?.labels ?? [];
  const labels = [...written, ['kubernetes.io/metadata.name', name] as const];
  if (namespaceSelector && !selected(namespaceSelector, labels)) return false;
  return !podSelector || selected(podSelector, pod.labels);
}

function selected({ matchLabels, matchExpressions }: AskedSelector, labels: AskedLabels): boolean {
  const valueOf = (key: string): string | undefined => labels.find(([name]) => name === key)?.[1];
  for (const [key, value] of matchLabels ?? []) if (valueOf(key) !== value) return false;
  for (const { key, operator, values } of matchExpressions ?? []) {
    const value = valueOf(key);
    const listed = value !== undefined && values.includes(value);
    if (operator === 'In' && !listed) return false;
    if (operator === 'NotIn' && listed) return false;
    if (operator === 'Exists' && value === undefined) return false;
    if (operator === 'DoesNotExist' && value !== undefined) return false;
  }
  return true;
}

function inBlock({ ipBlock }: AskedPeer, address: number): boolean {
  if (!ipBlock || !inNetwork(ipBlock.cidr, address)) return false;
  return !(ipBlock.except ?? []).some((cidr) => inNetwork(cidr, address));
}

function inNetwork(cidr: string, address: number): boolean {
  if (cidr.includes(':')) return false;
  const [network = '', length = ''] = cidr.split('/');
  const size = 2 ** (32 - Number(length));
  const value = network.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  return Math.floor(value / size) === Math.floor(address / size);
}

function portAllows(
  { ports }: AskedRule,
  destination: AskedWorkload | undefined,
  protocol: string,
  port: number,
): boolean {
  if (!ports || ports.length === 0) return true;
  return ports.some((entry) => {
    if ((entry.protocol ?? 'TCP') !== protocol) return false;
    return isNumber(entry, port) || isName(entry, destination, protocol, port);
  });
}

function isNumber({ port: first, endPort }: AskedPort, port: number): boolean {
  if (first === undefined) return true;
  return typeof first === 'number' && port >= first && port <= (endPort ?? first);
}

function isName(
  { port: name }: AskedPort,
  destination: AskedWorkload | undefined,
  protocol: string,
  port: number,
): boolean {
  return (destination?.ports ?? []).some(
    (own) =>
      !own.init &&
      own.name !== undefined &&
      own.name === name &&
      (own.protocol ?? 'TCP') === protocol &&
      own.containerPort === port,
  );
}
