import { describeObject } from '@fingerpost/discovery';
import type { Miss, PeerMiss, PortMiss, Requirement } from '@fingerpost/discovery';

/** What a rule of a NetworkPolicy lacks to allow a connection. */
export function describeMiss({ peers, ports }: Miss): string {
  if (peers.length === 0 && ports.length === 0) return 'it has no rule';
  const otherPeer = `means another peer: ${distinct(peers.map(describePeer))}`;
  const otherPort = `means another port: ${distinct(ports.map(describePort))}`;
  if (peers.length === 0) return `has the right peer, and ${otherPort}`;
  return ports.length === 0 ? otherPeer : `${otherPeer}, and ${otherPort}`;
}

function distinct(texts: readonly string[]): string {
  return [...new Set(texts)].join('; ');
}

function describePeer(miss: PeerMiss): string {
  switch (miss.why) {
    case 'other-namespace':
      return `only pods of namespace ${miss.namespace}`;
    case 'namespace-labels':
      return `namespaces with ${describeRequirements(miss.requirements)}`;
    case 'pod-labels':
      return `pods with ${describeRequirements(miss.requirements)}`;
    case 'selects-pods':
      return 'pods, which addresses outside never are';
    case 'means-addresses':
      return 'addresses, which pods never are';
    case 'outside-network':
      return 'addresses of another network';
    case 'excepted':
      return 'the address is excepted';
    case 'host-network':
      return 'pods, which one of the host network is not found as';
  }
}

function describeRequirements(requirements: readonly Requirement[]): string {
  return requirements
    .map(({ key, operator, values }) => {
      if (operator === 'In') return `${key} ${values.join(' or ')}`;
      if (operator === 'NotIn') return `${key} not ${values.join(' nor ')}`;
      return operator === 'Exists' ? key : `no ${key}`;
    })
    .join(', ');
}

function describePort(miss: PortMiss): string {
  switch (miss.why) {
    case 'protocol':
      return `${miss.field} has another protocol`;
    case 'number':
      return `${miss.field} has another number`;
    case 'service-port':
      return `${miss.field} is the port of ${describeObject(miss.service)}, and policies see the port of the pod`;
    case 'name-elsewhere':
      return `${miss.name} is ${miss.numbers.join(', ')} in these pods`;
    case 'name-missing':
      return miss.initContainer
        ? `${miss.name} is only a port of an init container`
        : `these pods have no port ${miss.name}`;
  }
}
