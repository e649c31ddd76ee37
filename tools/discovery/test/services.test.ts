import test from 'ava';
import { discover } from '../src/discover.ts';
import { defaultEnvironment } from '../src/environment/environment.ts';
import type { Environment, Node } from '../src/environment/environment.ts';
import { describeService } from '../src/services/describe-service.ts';
import { formatServices } from '../src/services/format-services.ts';
import type { FormattedService } from '../src/services/format-services.ts';
import { environments, readOverlays } from './read-overlays.ts';
import { readResourcesOf } from './read-yaml.ts';

function servicesOf(
  yaml: string,
  environment: Partial<Environment> = {},
): readonly FormattedService[] {
  const model = discover(readResourcesOf(yaml), { ...defaultEnvironment, ...environment });
  return formatServices(model.services);
}

/** A Service of two pods; one line for its spec, one for its metadata. */
function yamlOf(spec: string, metadata = '', pods = '{name: http, containerPort: 8080}'): string {
  return `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop${metadata}}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]${spec === '' ? '' : `, ${spec}`}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: app, image: "app:1", ports: [${pods}]}]}
`;
}

const ON_K3S: Partial<Environment> = { distribution: 'k3s' };
const ON_EKS: Partial<Environment> = { distribution: 'eks' };

function nodesIn(zones: readonly (string | undefined)[]): Partial<Environment> {
  return {
    nodes: zones.map((zone, index): Node => {
      const name = `node-${index}`;
      return { name, ...(zone !== undefined && { zone }), ready: true, addresses: [] };
    }),
  };
}

interface Case {
  readonly yaml: string;
  readonly environment?: Partial<Environment>;
  /** What is looked at, and has to be so. */
  readonly expected: Partial<FormattedService>;
}

const means = test.macro((t, { yaml, environment, expected }: Case) => {
  const [service] = servicesOf(yaml, environment);
  for (const [key, value] of Object.entries(expected)) {
    t.deepEqual(service && Object.entries(service).find(([name]) => name === key)?.[1], value, key);
  }
});

test('a plain Service, with what it does in sentences', means, {
  yaml: yamlOf(''),
  expected: {
    service: 'Service/shop/web',
    type: 'ClusterIP',
    addressing: 'cluster-ip',
    clusterIPs: ['clusterIP(shop/web)'],
    selector: { app: 'web' },
    ports: [
      {
        name: 'http',
        protocol: 'TCP',
        port: 80,
        targetPort: 'http',
        nodePort: 0,
        appProtocol: null,
        targets: [{ workload: 'shop/Deployment/web', port: 8080, declared: true, pods: 2 }],
      },
    ],
    endpoints: { total: 2, ready: 2 },
    balancing: 'random-per-connection',
    affinity: { kind: 'None', timeoutSeconds: 0, defeats: [], routes: [] },
    internalTrafficPolicy: 'Cluster',
    externalTrafficPolicy: null,
    distribution: { asked: 'none', clients: [] },
    nodePorts: false,
    loadBalancer: null,
    outcomes: { unknownPort: 'timeout', noEndpoints: 'refused', noLocalEndpoints: 'timeout' },
    says: [
      'port http 80/TCP -> 8080 (shop/Deployment/web, 2 pods)',
      'kube-proxy chooses an endpoint at random for every connection; an open connection stays where it is (2 of 2 endpoints ready)',
      'a port that it does not have: connections time out; without endpoints: connections are refused',
    ],
  },
});

test('a name of a port that no container has', means, {
  yaml: yamlOf('', '', '{name: http, containerPort: 8080, protocol: UDP}'),
  expected: {
    // The pods are endpoints all the same, in slices without ports.
    endpoints: { total: 2, ready: 2 },
    says: [
      'port http 80/TCP -> nothing: no container has a port http/TCP (shop/Deployment/web, 2 pods)',
      'kube-proxy chooses an endpoint at random for every connection; an open connection stays where it is (2 of 2 endpoints ready)',
      'a port that it does not have: connections time out; without endpoints: connections are refused',
    ],
  },
});

test('nftables refuses what iptables lets time out', means, {
  yaml: yamlOf(''),
  environment: { proxyMode: 'nftables' },
  expected: {
    balancing: 'random-per-connection',
    outcomes: { unknownPort: 'refused', noEndpoints: 'refused', noLocalEndpoints: 'timeout' },
  },
});

test('ipvs takes endpoints in turn', means, {
  yaml: yamlOf(''),
  environment: { proxyMode: 'ipvs' },
  expected: {
    balancing: 'round-robin-per-node',
    outcomes: { unknownPort: 'refused', noEndpoints: 'refused', noLocalEndpoints: 'timeout' },
  },
});

test('a headless Service defeats affinity and distribution', means, {
  yaml: yamlOf('clusterIP: None, sessionAffinity: ClientIP, trafficDistribution: PreferSameZone'),
  environment: nodesIn(['a', 'b']),
  expected: {
    addressing: 'headless',
    clusterIPs: [],
    balancing: 'client-chooses',
    affinity: { kind: 'ClientIP', timeoutSeconds: 10_800, defeats: ['headless'], routes: [] },
    distribution: { asked: 'zone', clients: [] },
    outcomes: { unknownPort: null, noEndpoints: null, noLocalEndpoints: null },
  },
});

test('ExternalName', means, {
  yaml: `
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {type: ExternalName, externalName: db.example.com}
`,
  expected: {
    addressing: 'external-name',
    externalName: 'db.example.com',
    selector: null,
    balancing: 'name-only',
    says: ['no proxy and no address: the name is an alias of another name: db.example.com'],
  },
});

test('a node port that is written, and affinity from outside through unknown hands', means, {
  yaml: yamlOf('type: NodePort, sessionAffinity: ClientIP, externalTrafficPolicy: Local').replace(
    'port: 80,',
    'port: 80, nodePort: 30080, appProtocol: kubernetes.io/h2c,',
  ),
  expected: {
    nodePorts: true,
    externalTrafficPolicy: 'Local',
    affinity: { kind: 'ClientIP', timeoutSeconds: 10_800, defeats: [], routes: [] },
    ports: [
      {
        name: 'http',
        protocol: 'TCP',
        port: 80,
        targetPort: 'http',
        nodePort: 30_080,
        appProtocol: 'kubernetes.io/h2c',
        targets: [{ workload: 'shop/Deployment/web', port: 8080, declared: true, pods: 2 }],
      },
    ],
  },
});

test('ServiceLB of k3s publishes on all nodes, and hides who calls', means, {
  yaml: yamlOf(
    'type: LoadBalancer, sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 60}}',
    ', annotations: {service.beta.kubernetes.io/load-balancer-source-ranges: "10.0.0.0/8, 192.168.0.0/16"}',
  ),
  environment: ON_K3S,
  expected: {
    loadBalancer: {
      class: '',
      provider: 'k3s-service-lb',
      scheme: 'nodes',
      targets: 'service',
      keepsSourceAddress: false,
      sourceRanges: ['10.0.0.0/8', '192.168.0.0/16'],
      problems: [],
    },
    affinity: {
      kind: 'ClientIP',
      timeoutSeconds: 60,
      defeats: ['source-address-replaced'],
      routes: [],
    },
  },
});

test('ServiceLB keeps addresses with the policy Local', means, {
  yaml: yamlOf('type: LoadBalancer, sessionAffinity: ClientIP, externalTrafficPolicy: Local'),
  environment: ON_K3S,
  expected: {
    loadBalancer: {
      class: '',
      provider: 'k3s-service-lb',
      scheme: 'nodes',
      targets: 'node-ports',
      keepsSourceAddress: true,
      sourceRanges: [],
      problems: [],
    },
    affinity: { kind: 'ClientIP', timeoutSeconds: 10_800, defeats: [], routes: [] },
  },
});

test('a class keeps ServiceLB away', means, {
  yaml: yamlOf('type: LoadBalancer, loadBalancerClass: service.k8s.aws/nlb'),
  environment: ON_K3S,
  expected: {
    loadBalancer: {
      class: 'service.k8s.aws/nlb',
      provider: 'class',
      scheme: 'unknown',
      targets: 'unknown',
      keepsSourceAddress: null,
      sourceRanges: [],
      problems: [],
    },
  },
});

const AWS = 'service.beta.kubernetes.io/aws-load-balancer-';

interface AwsCase {
  readonly spec?: string;
  readonly notes?: string;
  readonly expected: string;
}

test('load balancers of EKS', (t) => {
  const nlb = 'loadBalancerClass: service.k8s.aws/nlb';
  const cases: readonly AwsCase[] = [
    { spec: nlb, expected: 'aws-load-balancer-controller internal node-ports false' },
    {
      spec: `${nlb}, externalTrafficPolicy: Local`,
      expected: 'aws-load-balancer-controller internal node-ports true',
    },
    {
      spec: nlb,
      notes: `${AWS}scheme: internet-facing, ${AWS}nlb-target-type: ip`,
      expected: 'aws-load-balancer-controller internet-facing pods false',
    },
    {
      spec: nlb,
      notes: `${AWS}nlb-target-type: ip, ${AWS}target-group-attributes: "stickiness.enabled=true,preserve_client_ip.enabled=true"`,
      expected: 'aws-load-balancer-controller internal pods true',
    },
    {
      spec: `${nlb}, allocateLoadBalancerNodePorts: false`,
      expected:
        'aws-load-balancer-controller internal node-ports false: targets of the type instance need node ports, and allocateLoadBalancerNodePorts is false',
    },
    {
      notes: `${AWS}type: external, ${AWS}internal: "false"`,
      expected: 'aws-load-balancer-controller internet-facing node-ports false',
    },
    { notes: `${AWS}type: nlb`, expected: 'aws-cloud-provider internet-facing node-ports false' },
    {
      notes: `${AWS}type: nlb, ${AWS}internal: "true"`,
      expected: 'aws-cloud-provider internal node-ports false',
    },
    { expected: 'unknown unknown unknown null' },
    { spec: 'loadBalancerClass: example.com/lb', expected: 'class unknown unknown null' },
    {
      spec: 'loadBalancerClass: eks.amazonaws.com/nlb',
      expected: 'eks-auto-mode internal unknown null',
    },
  ];
  for (const { spec = '', notes = '', expected } of cases) {
    const all = spec === '' ? 'type: LoadBalancer' : `type: LoadBalancer, ${spec}`;
    const [service] = servicesOf(yamlOf(all, `, annotations: {${notes}}`), ON_EKS);
    const balancer = service?.loadBalancer;
    const problems = balancer?.problems.map((problem) => `: ${problem}`).join('') ?? '';
    t.is(
      `${balancer?.provider} ${balancer?.scheme} ${balancer?.targets} ${balancer?.keepsSourceAddress}${problems}`,
      expected,
      `${spec} ${notes}`,
    );
  }
});

test('two Services want the same port of the nodes', (t) => {
  const first = yamlOf('type: LoadBalancer');
  const second = first.replaceAll('name: web,', 'name: other,');
  const services = servicesOf(`${first}---${second}`, ON_K3S);
  t.deepEqual(
    services.map(({ name, loadBalancer }) => [name, loadBalancer?.problems]),
    [
      ['other', ['port 80/TCP of the nodes is also asked for by Service/shop/web']],
      ['web', ['port 80/TCP of the nodes is also asked for by Service/shop/other']],
    ],
  );
});

test('affinity behind a route', (t) => {
  const route = `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: web, port: 80}]}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
`;
  const [service] = servicesOf(`${yamlOf('sessionAffinity: ClientIP')}${route}`);
  t.deepEqual(service?.affinity.defeats, ['route']);
  t.deepEqual(service?.affinity.routes, ['HTTPRoute/shop/web', 'Ingress/shop/web']);
});

test('clients keep to their zone where it has endpoints, else they reach all', (t) => {
  const asked = yamlOf('trafficDistribution: PreferSameZone');
  const of = (zones: readonly (string | undefined)[], yaml = asked): readonly string[] =>
    servicesOf(yaml, nodesIn(zones))[0]?.distribution.clients.map(
      ({ node, zone, kept, endpoints }) => `${zone}/${node} ${kept} ${endpoints}`,
    ) ?? [];
  t.deepEqual(of(['a', 'b', 'c']), ['a/ zone 1', 'b/ zone 1', 'c/ none 2']);
  t.deepEqual(of(['a', 'a']), ['a/ zone 2']);
  t.deepEqual(of(['a', undefined]), ['/ none 2', 'a/ none 2'], 'one has no hint');
  t.deepEqual(of(['a', 'b', 'a'], yamlOf('trafficDistribution: PreferSameNode')), [
    'a/node-0 node 1',
    'b/node-1 node 1',
    'a/ zone 1',
  ]);
  t.deepEqual(of(['a', 'b'], yamlOf('')), []);
});

test('the Services of this repository', (t) => {
  const said = (environment: 'dev' | 'prod', name: string): readonly string[] => {
    const { services } = discover(readOverlays(environment), environments[environment]);
    const service = services.find((other) => other.name === name);
    return service ? describeService(service) : [];
  };
  t.deepEqual(said('dev', 'traefik'), [
    'port web 80/TCP -> 8000 (kube-system/Deployment/traefik, 2 pods)',
    'port websecure 443/TCP -> 8443 (kube-system/Deployment/traefik, 2 pods)',
    'kube-proxy chooses an endpoint at random for every connection; an open connection stays where it is (2 of 2 endpoints ready)',
    'published by ServiceLB of k3s: on every node, on its own ports, open to 10.0.0.0/8',
    'every node has ports that lead to it',
    'a port that it does not have: connections time out; without endpoints: connections are refused',
  ]);
  t.deepEqual(said('prod', 'go-server-lb'), [
    'port http 9000/TCP -> 9000 (backend/Deployment/go-server, 3 pods)',
    'kube-proxy chooses an endpoint at random for every connection; an open connection stays where it is (3 of 3 endpoints ready)',
    'published by the AWS Load Balancer Controller (class service.k8s.aws/nlb): scheme internal, open to 10.124.0.0/20, 10.124.16.0/20',
    'a port that it does not have: connections time out; without endpoints: connections are refused',
  ]);
  t.deepEqual(said('prod', 'go-server'), [
    'port http 9000/TCP -> 9000 (backend/Deployment/go-server, 3 pods)',
    'port metrics 9100/TCP -> 9100 (backend/Deployment/go-server, 3 pods)',
    'kube-proxy chooses an endpoint at random for every connection; an open connection stays where it is (3 of 3 endpoints ready)',
    'a client address keeps its endpoint until 10800 s after its last connection, on each node for itself',
    'clients on nodes of zone eu-central-1a reach 1 endpoint of their zone',
    'clients on nodes of zone eu-central-1b reach 1 endpoint of their zone',
    'clients on nodes of zone eu-central-1c reach 1 endpoint of their zone',
    'a port that it does not have: connections time out; without endpoints: connections are refused',
  ]);
  t.deepEqual(said('dev', 'event-log-peers'), [
    'port peer 6222/TCP -> 6222 (data/StatefulSet/event-log, 3 pods)',
    'port metrics 7777/TCP -> 7777 (data/StatefulSet/event-log, 3 pods)',
    'no proxy: the name leads to the addresses of all ready endpoints, and the client chooses (3 of 3 endpoints ready)',
    'endpoints that are not ready are used too',
  ]);
});
