import fc from 'fast-check';
import type { JsonObject } from 'kustomize-ts';

/** What is put into a cluster to be asked for: Services, EndpointSlices and Pods that are written by hand. */
export interface RandomCluster {
  readonly namespaces: readonly [string, string];
  readonly objects: readonly JsonObject[];
  /** Ids, `namespace/name`, of pods that are deleted and not gone yet. */
  readonly terminating: readonly string[];
}

const SERVICES = ['web', 'db', 'svc', 'pod', 'feed', 'log', 'a', '1app'] as const;
const PORTS = ['http', 'https', 'dns', 'a', 'metrics'] as const;
const PODS = ['web-0', 'web-1', 'lone', 'a.b', `long-${'x'.repeat(60)}`] as const;
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;
const ZONES = ['a', 'zone-B', 'eu.west.1'] as const;
const ADDRESSES = {
  IPv4: ['198.51.100.7', '198.51.100.8', '203.0.113.70', '10.20.30.40'],
  IPv6: ['2001:db8::7', '2001:db8:1::', 'fd00:1:2:3:4:5:6:7', '2001:db8::'],
  FQDN: ['db.example.com', 'nope.example.com', 'web.{0}.svc.cluster.local', 'node.internal'],
} as const;
const EXTERNAL_NAMES = [
  'db.example.com',
  'a.db.example.com.',
  'nope.internal',
  'a.localhost',
  `${'x'.repeat(64)}.internal`,
  '198.51.100.7',
  '300.1.1.1',
  'web.{0}.svc.cluster.local',
  'db.{1}.svc.cluster.local',
  'feed.{0}.svc.cluster.local',
  'x.log.{0}.svc.cluster.local',
  'nope.{0}.svc.cluster.local',
  'svc.{0}.svc.cluster.local.',
  '198-51-100-7.{0}.pod.cluster.local',
  'cluster.local',
  'ns.dns.cluster.local',
  '7.100.51.198.in-addr.arpa',
] as const;

const tier = fc.constantFrom({}, { tier: 'front' }, { tier: 'back', app: 'x' });
const rarely = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined, freq: 2 });

const servicePorts = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom(...PORTS),
    port: fc.integer({ min: 1, max: 65_535 }),
    protocol: fc.constantFrom(...PROTOCOLS),
  }),
  { maxLength: 3, selector: ({ name }) => name },
);

const service = fc.record({
  name: fc.constantFrom(...SERVICES),
  labels: tier,
  kind: fc.constantFrom('cluster-ip', 'headless', 'headless', 'external'),
  families: fc.constantFrom(['IPv4'], ['IPv6'], ['IPv4', 'IPv6']),
  ports: servicePorts,
  unnamed: fc.boolean(),
  externalName: fc.constantFrom(...EXTERNAL_NAMES),
});

const slice = fc.constantFrom('IPv4', 'IPv4', 'IPv6', 'FQDN').chain((addressType) =>
  fc.record({
    addressType: fc.constant(addressType),
    labels: tier,
    service: fc.constantFrom(...SERVICES, 'other', undefined),
    endpoints: fc.array(
      fc.record(
        {
          addresses: fc.uniqueArray(fc.constantFrom(...ADDRESSES[addressType]), {
            minLength: 1,
            maxLength: 2,
          }),
          hostname: fc.constantFrom('db-0', 'web', '198-51-100-7'),
          zone: fc.constantFrom(...ZONES),
          conditions: fc.constantFrom(
            { ready: true },
            { ready: false },
            { ready: false, serving: true, terminating: true },
            { ready: true, serving: true, terminating: true },
          ),
          targetRef: fc.constantFrom(...PODS).map((name) => ({ kind: 'Pod', name })),
        },
        { requiredKeys: ['addresses'] },
      ),
      { maxLength: 4 },
    ),
    ports: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom(...PORTS, ''),
        port: rarely(fc.constantFrom(8080, 8443, 53)),
        protocol: fc.constantFrom(...PROTOCOLS),
      }),
      { maxLength: 3, selector: ({ name }) => name },
    ),
  }),
);

const pod = fc.record({
  name: fc.constantFrom(...PODS),
  labels: tier,
  podIPs: fc.constantFrom(
    ['198.51.100.7'],
    ['10.20.30.40', '2001:db8::7'],
    ['2001:db8:1::'],
    ['203.0.113.99', '2001:db8::'],
    [],
  ),
  phase: fc.constantFrom('Running', 'Running', 'Pending', 'Succeeded', 'Failed', 'Unknown'),
  terminating: fc.boolean(),
});

const namespaced = fc.record({
  services: fc.uniqueArray(service, { minLength: 4, maxLength: 8, selector: ({ name }) => name }),
  slices: fc.array(slice, { minLength: 3, maxLength: 9 }),
  pods: fc.uniqueArray(pod, { maxLength: 4, selector: ({ name }) => name }),
});

/** Clusters of two namespaces with a prefix. */
export function clusters(prefix: string): fc.Arbitrary<RandomCluster> {
  const namespaces = [`${prefix}-a`, `${prefix}-b`] as const;
  return fc.tuple(namespaced, namespaced).map((contents) => ({
    namespaces,
    objects: contents.flatMap(({ services, slices, pods }, index) => {
      const namespace = namespaces[index] ?? '';
      const fill = (name: string): string =>
        name.replace('{0}', namespaces[0]).replace('{1}', namespaces[1]);
      return [
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: namespace, ...(index === 0 && { labels: { stage: 'one' } }) },
        },
        ...services.map(({ name, labels, ...rest }) => ({
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name, namespace, labels },
          spec: specOf(rest, fill),
        })),
        ...slices.map(({ addressType, labels, service: owner, endpoints, ports }, number) => ({
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: {
            name: `slice-${number}`,
            namespace,
            labels: { ...labels, ...(owner && { 'kubernetes.io/service-name': owner }) },
          },
          addressType,
          endpoints: endpoints.map((endpoint) => ({
            ...endpoint,
            addresses: endpoint.addresses.map(fill),
          })),
          ports: ports.map(({ port, ...named }) => ({ ...named, ...(port && { port }) })),
        })),
        ...pods.map(({ name, labels, podIPs, phase }) => ({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name, namespace, labels },
          spec: { containers: [{ name: 'app', image: 'registry.example.com/app:1' }] },
          status: { phase, podIPs: podIPs.map((ip) => ({ ip })), podIP: podIPs[0] ?? '' },
        })),
      ];
    }),
    terminating: contents.flatMap(({ pods }, index) =>
      pods
        .filter(({ terminating }) => terminating)
        .map(({ name }) => `${namespaces[index]}/${name}`),
    ),
  }));
}

interface ServiceParts {
  readonly kind: string;
  readonly families: readonly string[];
  readonly ports: readonly {
    readonly name: string;
    readonly port: number;
    readonly protocol: string;
  }[];
  readonly unnamed: boolean;
  readonly externalName: string;
}

function specOf(parts: ServiceParts, fill: (name: string) => string): JsonObject {
  const { kind, families, unnamed, externalName } = parts;
  const ports =
    unnamed && parts.ports.length === 1
      ? parts.ports.map(({ port, protocol }) => ({ port, protocol }))
      : [...parts.ports];
  if (kind === 'external') return { type: 'ExternalName', externalName: fill(externalName), ports };
  if (kind === 'headless') return { clusterIP: 'None', ports };
  return {
    ipFamilies: [...families],
    ipFamilyPolicy: families.length === 2 ? 'RequireDualStack' : 'SingleStack',
    ports: ports.length === 0 ? [{ port: 80 }] : ports,
  };
}
