import type { AffinityDefeat } from './affinity.ts';
import type { ClientDistribution } from './distribution.ts';
import type { LoadBalancer } from './exposure.ts';
import type { ServicePort } from './ports.ts';
import type { Balancing, Outcome, Service } from './service.ts';

const BALANCING: Readonly<Record<Balancing, string>> = {
  'random-per-connection':
    'kube-proxy chooses an endpoint at random for every connection; an open connection stays where it is',
  'round-robin-per-node':
    'kube-proxy takes the endpoints in turn, each node for itself; an open connection stays where it is',
  'client-chooses':
    'no proxy: the name leads to the addresses of all ready endpoints, and the client chooses',
  'name-only': 'no proxy and no address: the name is an alias of another name',
};

const DEFEATS: Readonly<Record<AffinityDefeat, string>> = {
  headless: 'it has no effect, as no proxy stands between client and pod',
  'external-name': 'it has no effect, as the Service is only a name',
  route: 'requests through a route come from the proxy, which chooses the pod itself',
  'source-address-replaced':
    'clients from outside all look like their node, because ServiceLB replaces addresses unless externalTrafficPolicy is Local',
  'load-balancer-targets-pods': 'clients of the load balancer are sent to pods past kube-proxy',
  'other-node':
    'the load balancer may send the next connection to another node, and each node remembers for itself',
  'unknown-load-balancer': 'what the load balancer does to it is not known',
};

const PROVIDERS: Readonly<Record<LoadBalancer['provider'], string>> = {
  'k3s-service-lb': 'ServiceLB of k3s',
  'aws-load-balancer-controller': 'the AWS Load Balancer Controller',
  'aws-cloud-provider': 'the AWS cloud provider',
  'eks-auto-mode': 'EKS Auto Mode',
  class: 'whoever serves its class',
  unknown: 'an unknown controller',
};

/** Says in sentences what a Service does with connections, the most important first. */
export function describeService(service: Service): readonly string[] {
  return [
    ...service.ports.map((port) => describePort(port)),
    describeBalancing(service),
    ...describeAffinity(service),
    ...describePolicies(service),
    ...describeDistribution(service),
    ...describeExposure(service),
    ...describeOutcomes(service),
  ];
}

function describePort({ name, port, protocol, targetPort, targets }: ServicePort): string {
  const label = `port ${name === '' ? '' : `${name} `}${port}/${protocol}`;
  if (targets.length === 0) return `${label} -> ${targetPort}`;
  const ends = targets.map(({ workload, port: end, pods }) => {
    const number = end ?? `nothing: no container has a port ${targetPort}/${protocol}`;
    return `${number} (${workload}, ${count(pods, 'pod')})`;
  });
  return `${label} -> ${ends.join(', ')}`;
}

function describeBalancing({ balancing, endpoints, externalName }: Service): string {
  if (balancing === 'name-only') return `${BALANCING[balancing]}: ${externalName}`;
  return `${BALANCING[balancing]} (${endpoints.ready} of ${count(endpoints.total, 'endpoint')} ready)`;
}

function describeAffinity({ affinity }: Service): string[] {
  if (affinity.kind === 'None') return [];
  const first = `a client address keeps its endpoint until ${affinity.timeoutSeconds} s after its last connection, on each node for itself`;
  const routes = affinity.routes.length === 0 ? '' : ` (${affinity.routes.join(', ')})`;
  return [
    first,
    ...affinity.defeats.map(
      (defeat) => `affinity: ${DEFEATS[defeat]}${defeat === 'route' ? routes : ''}`,
    ),
  ];
}

function describePolicies(service: Service): string[] {
  const said: string[] = [];
  if (service.addressing === 'cluster-ip' && service.internalTrafficPolicy === 'Local') {
    said.push(
      'pods only reach endpoints on their own node; without one there, connections time out',
    );
  }
  if (service.externalTrafficPolicy === 'Local') {
    said.push(
      'nodes send what comes from outside only to endpoints of their own, and keep the address of the client',
    );
  }
  if (service.publishNotReadyAddresses) said.push('endpoints that are not ready are used too');
  return said;
}

function describeDistribution({ addressing, distribution }: Service): string[] {
  const { asked, clients } = distribution;
  if (asked === 'none') return [];
  if (addressing !== 'cluster-ip') {
    return [`its wish for endpoints of the same ${asked} has no effect: no proxy stands between`];
  }
  if (clients.length === 0) {
    return [
      `clients prefer endpoints of their own ${asked}; which they reach is not known without nodes`,
    ];
  }
  return clients.map((some) => `clients on ${placeOf(some)} reach ${reached(some)}`);
}

function placeOf({ node, zone }: ClientDistribution): string {
  if (node !== '') return `node ${node}`;
  return zone === '' ? 'nodes without a zone' : `nodes of zone ${zone}`;
}

function reached({ kept, endpoints }: ClientDistribution): string {
  const number = count(endpoints, 'endpoint');
  if (kept === 'node') return `${number} of their node`;
  if (kept === 'zone') return `${number} of their zone`;
  return `all endpoints (${number}): there is none near them`;
}

function describeExposure({ exposure }: Service): string[] {
  const { externalIPs, hasNodePorts, loadBalancer } = exposure;
  const said: string[] = [];
  if (loadBalancer) {
    const { scheme, provider, sourceRanges, problems } = loadBalancer;
    const className = loadBalancer.class === '' ? '' : ` (class ${loadBalancer.class})`;
    const where = scheme === 'nodes' ? 'on every node, on its own ports' : `scheme ${scheme}`;
    const who = sourceRanges.length === 0 ? 'everyone' : sourceRanges.join(', ');
    said.push(`published by ${PROVIDERS[provider]}${className}: ${where}, open to ${who}`);
    said.push(...problems.map((problem) => `load balancer: ${problem}`));
  }
  if (hasNodePorts) said.push('every node has ports that lead to it');
  if (externalIPs.length > 0) said.push(`nodes also take connections to ${externalIPs.join(', ')}`);
  return said;
}

function describeOutcomes({ outcomes }: Service): string[] {
  if (outcomes.unknownPort === null) return [];
  return [
    `a port that it does not have: ${ending(outcomes.unknownPort)}; without endpoints: ${ending(outcomes.noEndpoints)}`,
  ];
}

function ending(outcome: Outcome): string {
  return outcome === 'timeout' ? 'connections time out' : 'connections are refused';
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
