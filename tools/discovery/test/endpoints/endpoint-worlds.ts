import fc from 'fast-check';
import type { JsonObject } from 'kustomize-ts';
import type { EndpointCase } from '../cluster/endpoint-cases.ts';

/** What the controllers are asked about. */
export type EndpointWorld = Pick<EndpointCase, 'nodes' | 'objects' | 'terminating'>;

const NAMESPACE = 'shop';
const APPS = ['web', 'api'];
const NAMES = ['web', 'api', 'feed'];
const PORT_NAMES = ['http', 'metrics', 'admin'];

const rarely = fc.nat({ max: 5 }).map((number) => number === 0);
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });

/** Leaves out what is undefined. */
function compact(fields: Readonly<Record<string, unknown>>): JsonObject {
  return JSON.parse(JSON.stringify(fields)) as JsonObject;
}

const protocol = fc.constantFrom('TCP', 'TCP', 'UDP');
const labels = fc
  .record({ app: fc.constantFrom(...APPS), tier: optional(fc.constantFrom('a', 'b')) })
  .map(compact);

const containerPorts = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom(...PORT_NAMES),
    containerPort: fc.constantFrom(8080, 8081, 9090),
    protocol,
  }),
  { maxLength: 3, selector: ({ name }) => name },
);

const container = containerPorts.map((ports) => ({ image: 'registry.example.com/app:1', ports }));

const podSpec = fc
  .record({
    containers: fc.array(container, { minLength: 1, maxLength: 2 }),
    initContainers: optional(
      fc.array(
        fc.tuple(container, fc.boolean()).map(([fields, sidecar]) => ({
          ...fields,
          ...(sidecar && { restartPolicy: 'Always' }),
        })),
        { maxLength: 2 },
      ),
    ),
    hostname: optional(fc.constantFrom('alpha', 'beta')),
    subdomain: optional(fc.constantFrom(...NAMES)),
    hostNetwork: rarely,
    gated: rarely,
  })
  .map(({ containers, initContainers, gated, ...rest }) =>
    compact({
      ...rest,
      containers: named(containers, 'app'),
      ...(initContainers && { initContainers: named(initContainers, 'init') }),
      ...(gated && { schedulingGates: [{ name: 'example.com/wait' }] }),
    }),
  );

/** Containers with names of their own. */
function named(
  containers: readonly { readonly ports: readonly object[] }[],
  prefix: string,
): object[] {
  return containers.map((fields, index) => ({ name: `${prefix}-${index}`, ...fields }));
}

const annotations = fc
  .record({
    'recorder/ready': optional(fc.constantFrom('true', 'false', '0', '0,2', '1')),
    'recorder/phase': fc.option(fc.constantFrom('Running', 'Pending', 'Succeeded', 'Failed'), {
      nil: undefined,
      freq: 4,
    }),
    'recorder/node': fc.option(fc.constantFrom('node-0', 'node-1', 'ghost'), {
      nil: undefined,
      freq: 3,
    }),
    'recorder/families': optional(fc.constantFrom('IPv4', 'IPv6', 'none')),
  })
  .map(compact);

const template = fc.tuple(labels, annotations, podSpec);

const replicas = fc.oneof(
  { weight: 12, arbitrary: fc.nat({ max: 8 }) },
  { weight: 1, arbitrary: fc.constantFrom(99, 100, 101, 230, 1100) },
);

const workload = fc
  .record({
    kind: fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'Pod'),
    name: fc.constantFrom('one', 'two', 'three', 'four'),
    replicas,
    template,
    serviceName: fc.constantFrom(...NAMES),
    parallel: fc.boolean(),
  })
  .map(({ kind, name, replicas: count, template: [podLabels, podAnnotations, spec], ...set }) => {
    // Controllers take pods that have their labels, whoever made them.
    const own = { set: `${kind}-${name}` };
    const pod = { labels: { ...podLabels, ...own }, annotations: podAnnotations };
    const metadata = { name, namespace: NAMESPACE };
    const selector = { matchLabels: own };
    const made = { metadata: pod, spec };
    switch (kind) {
      case 'Pod':
        return {
          apiVersion: 'v1',
          kind,
          metadata: { ...metadata, ...pod, name: `pod-${name}-${count}` },
          spec,
        };
      case 'Job':
        return {
          apiVersion: 'batch/v1',
          kind,
          metadata,
          spec: {
            parallelism: Math.min(count, 9),
            template: { ...made, spec: { ...spec, restartPolicy: 'Never' } },
          },
        };
      case 'StatefulSet':
        return {
          apiVersion: 'apps/v1',
          kind,
          metadata,
          spec: {
            replicas: count,
            selector,
            serviceName: set.serviceName,
            template: made,
            ...(set.parallel && { podManagementPolicy: 'Parallel' }),
          },
        };
      case 'DaemonSet':
        return { apiVersion: 'apps/v1', kind, metadata, spec: { selector, template: made } };
      default:
        return {
          apiVersion: 'apps/v1',
          kind,
          metadata,
          spec: { replicas: count, selector, template: made },
        };
    }
  });

const servicePorts = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom(...PORT_NAMES),
      port: fc.constantFrom(80, 443, 9090),
      protocol,
      targetPort: optional(fc.constantFrom<number | string>(8080, 'http', 'metrics', 'admin')),
      appProtocol: optional(fc.constantFrom('http', 'kubernetes.io/h2c')),
    }),
    { minLength: 1, maxLength: 3, selector: ({ name }) => name },
  )
  .map((ports) => {
    const seen = new Set<string>();
    return ports.filter(({ port, protocol: used }) => {
      const key = `${port}/${used}`;
      return !seen.has(key) && seen.add(key);
    });
  });

const families = fc.constantFrom<JsonObject>(
  {},
  {},
  { ipFamilies: ['IPv6'] },
  { ipFamilyPolicy: 'PreferDualStack' },
  { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv6', 'IPv4'] },
);

const service = fc
  .record({
    name: fc.constantFrom(...NAMES),
    labels: fc
      .record({
        team: optional(fc.constant('a')),
        'service.kubernetes.io/headless': fc.option(fc.constant('x'), { nil: undefined, freq: 1 }),
        'endpointslice.kubernetes.io/managed-by': fc.option(fc.constant('me'), {
          nil: undefined,
          freq: 1,
        }),
      })
      .map(compact),
    annotations: fc
      .record({
        'service.kubernetes.io/topology-mode': optional(
          fc.constantFrom('Auto', 'Auto', 'auto', 'Disabled'),
        ),
      })
      .map(compact),
    selector: fc.oneof(
      labels,
      fc.record({ app: fc.constantFrom(...APPS) }),
      fc.constantFrom({}, undefined),
    ),
    ports: servicePorts,
    kind: fc.constantFrom(
      'ClusterIP',
      'ClusterIP',
      'headless',
      'headless',
      'portless',
      'NodePort',
      'ExternalName',
    ),
    families,
    publishNotReadyAddresses: rarely,
    trafficDistribution: optional(
      fc.constantFrom('PreferClose', 'PreferSameZone', 'PreferSameNode'),
    ),
  })
  .map(({ name, labels: own, annotations: notes, kind, ports, families: chosen, ...rest }) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: NAMESPACE, labels: own, annotations: notes },
    spec: compact({
      ...rest,
      ...(kind !== 'portless' && { ports }),
      ...((kind === 'headless' || kind === 'portless') && { clusterIP: 'None' }),
      ...(kind === 'NodePort' && { type: kind }),
      ...(kind === 'ExternalName'
        ? { type: kind, externalName: 'feed.example.com', trafficDistribution: undefined }
        : chosen),
    }),
  }));

const target = fc.option(
  fc
    .record({ name: fc.constantFrom('web-0', 'web-1'), uid: fc.constantFrom('1', '2', '') })
    .map((fields) => ({ kind: 'Pod', namespace: NAMESPACE, ...fields })),
  { nil: undefined, freq: 2 },
);

const address = fc
  .record({
    ip: fc.constantFrom('192.0.2.10', '192.0.2.11', '2001:db8::10', '2001:db8::11'),
    hostname: optional(fc.constantFrom('db-0', 'db-1')),
    nodeName: optional(fc.constant('node-0')),
    targetRef: target,
  })
  .map(compact);

/** More than are mirrored. */
const manyAddresses = Array.from({ length: 1005 }, (_, index) => ({
  ip: `192.0.${2 + (index >> 8)}.${index & 255}`,
}));

const endpointPorts = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('http', 'metrics'),
    port: fc.constantFrom(8080, 9090),
    appProtocol: fc.option(fc.constant('http'), { nil: undefined, freq: 1 }),
  }),
  { maxLength: 2, selector: ({ name }) => name },
);

const endpoints = fc
  .record({
    name: fc.constantFrom(...NAMES, 'nobody'),
    labels: fc
      .record({
        team: optional(fc.constant('b')),
        'endpointslice.kubernetes.io/skip-mirror': fc.option(fc.constantFrom('true', 'false'), {
          nil: undefined,
          freq: 1,
        }),
      })
      .map(compact),
    annotations: fc
      .record({
        note: optional(fc.constant('c')),
        'control-plane.alpha.kubernetes.io/leader': fc.option(fc.constant('{}'), {
          nil: undefined,
          freq: 1,
        }),
      })
      .map(compact),
    subsets: fc.array(
      fc
        .record({
          addresses: fc.oneof(
            { weight: 30, arbitrary: fc.array(address, { minLength: 1, maxLength: 3 }) },
            { weight: 1, arbitrary: fc.constant(manyAddresses) },
          ),
          notReadyAddresses: optional(fc.array(address, { maxLength: 2 })),
          ports: endpointPorts,
        })
        .map(compact),
      { maxLength: 3 },
    ),
  })
  .map(({ name, labels: own, annotations: notes, subsets }) => ({
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name, namespace: NAMESPACE, labels: own, annotations: notes },
    subsets,
  }));

const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  IPv4: ['192.0.2.10', '192.0.2.20', '192.0.2.21'],
  IPv6: ['2001:db8::10', '2001:db8::20', '2001:db8::21'],
  FQDN: ['feed.example.com', 'other.example.com', 'third.example.com'],
};

/** Of slices, where no number means all ports. */
const slicePorts = fc.oneof(
  { weight: 5, arbitrary: endpointPorts },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      [{ name: 'http' }],
      [{ port: 8080 }],
      [{ name: 'http', protocol: 'UDP' }],
    ),
  },
);

const slice = fc
  .record({
    number: fc.nat({ max: 3 }),
    labels: fc
      .record({
        'kubernetes.io/service-name': optional(fc.constantFrom(...NAMES, 'nobody')),
        'endpointslice.kubernetes.io/managed-by': optional(
          fc.constantFrom(
            'endpointslice-controller.k8s.io',
            'endpointslicemirroring-controller.k8s.io',
            'somebody',
          ),
        ),
        team: optional(fc.constant('c')),
      })
      .map(compact),
    endpoints: fc.array(
      fc
        .record({
          number: fc.nat({ max: 2 }),
          conditions: optional(
            fc.record(
              {
                ready: fc.boolean(),
                serving: fc.boolean(),
                terminating: fc.boolean(),
              },
              { requiredKeys: [] },
            ),
          ),
          targetRef: target,
          hints: optional(
            fc.constantFrom({ forZones: [{ name: 'a' }] }, { forNodes: [{ name: 'node-0' }] }),
          ),
          hostname: optional(fc.constant('db-0')),
          nodeName: optional(fc.constant('node-0')),
          zone: optional(fc.constant('a')),
        })
        .map(compact),
      { maxLength: 2 },
    ),
    ports: slicePorts,
    addressType: fc.constantFrom('IPv4', 'IPv4', 'IPv6', 'FQDN'),
  })
  .map(({ number, labels: own, endpoints: listed, addressType, ports }) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `written-${number}`, namespace: NAMESPACE, labels: own },
    addressType,
    endpoints: listed.map(({ number: index, ...fields }) => ({
      addresses: [ADDRESSES[addressType]?.[Number(index)] ?? ''],
      ...fields,
    })),
    ports,
  }));

const nodes = fc
  .array(
    fc.record({
      zone: fc.constantFrom('a', 'a', 'b', 'b', 'c', null),
      cpu: fc.constantFrom('1', '2', '4', '4', '8'),
      ready: fc.nat({ max: 5 }).map((number) => number > 0),
      controlPlane: rarely,
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((list) => list.map((node, index) => ({ name: `node-${index}`, ...node })));

/** Zones for everyone, so that hints by topology can be made more often. */
const zonedNodes = nodes.map((list) =>
  list.map((node, index) => ({ ...node, zone: node.zone ?? (index % 2 === 0 ? 'a' : 'b') })),
);

/** Clusters with one Service whose endpoints are spread over the zones by topology. */
const topologyWorlds: fc.Arbitrary<EndpointWorld> = fc
  .record({
    nodes: zonedNodes,
    groups: fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), annotations), {
      minLength: 1,
      maxLength: 2,
    }),
    families,
  })
  .map(({ nodes: known, groups, families: chosen }) => ({
    nodes: known,
    objects: [
      ...groups.map(([count, notes], index) => ({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: `web-${index}`, namespace: NAMESPACE },
        spec: {
          replicas: count,
          selector: { matchLabels: { app: 'web' } },
          template: {
            metadata: { labels: { app: 'web' }, annotations: notes },
            spec: {
              containers: [
                {
                  name: 'app',
                  image: 'registry.example.com/app:1',
                  ports: [{ name: 'http', containerPort: 8080 + index }],
                },
              ],
            },
          },
        },
      })),
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {
          name: 'web',
          namespace: NAMESPACE,
          annotations: { 'service.kubernetes.io/topology-mode': 'Auto' },
        },
        spec: { ...chosen, selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] },
      },
    ],
  }));

/** Clusters with workloads and Services of all shapes, states and nodes; no two objects have the same name. */
const mixedWorlds: fc.Arbitrary<EndpointWorld> = fc
  .record({
    nodes: fc.oneof(nodes, zonedNodes),
    workloads: fc.array(workload, { maxLength: 4 }),
    services: fc.array(service, { minLength: 1, maxLength: 3 }),
    endpoints: fc.array(endpoints, { maxLength: 2 }),
    slices: fc.array(slice, { maxLength: 2 }),
    deleted: fc.boolean(),
  })
  .map(({ nodes: known, workloads, services, endpoints: written, slices, deleted }) => {
    const objects = new Map<string, JsonObject>();
    for (const object of [...workloads, ...services, ...written, ...slices]) {
      const { kind, metadata } = object;
      const key = `${kind}/${metadata.name}`;
      if (!objects.has(key)) objects.set(key, compact(object));
    }
    const pods = workloads
      .filter(({ kind }) => kind === 'Pod')
      .map(({ metadata }) => metadata.name);
    return {
      nodes: known,
      objects: [...objects.values()],
      ...(deleted && { terminating: pods.slice(0, 1) }),
    };
  });

/** Clusters of all kinds. */
export const endpointWorlds: fc.Arbitrary<EndpointWorld> = fc.oneof(
  { weight: 4, arbitrary: mixedWorlds },
  { weight: 1, arbitrary: topologyWorlds },
);
