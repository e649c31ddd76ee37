import fc from 'fast-check';

/** Small environments of which two have much in common: the same few names, with one thing or another about them. */
const names = ['a', 'b', 'c'] as const;
const namespaces = ['one', 'two'] as const;
const label = fc.constantFrom('x', 'y');

const workload = (name: string, namespace: string) =>
  fc
    .record({
      kind: fc.constantFrom('Deployment', 'StatefulSet'),
      app: label,
      replicas: fc.nat(3),
      port: fc.constantFrom(8080, 9090),
    })
    .map(({ kind, app, replicas, port }) => ({
      apiVersion: 'apps/v1',
      kind,
      metadata: { name, namespace },
      spec: {
        replicas,
        selector: { matchLabels: { app } },
        ...(kind === 'StatefulSet' && { serviceName: 'a' }),
        template: {
          metadata: { labels: { app } },
          spec: {
            containers: [
              {
                name: 'app',
                image: 'registry.example.com/app:1.0.0',
                ports: [{ name: 'http', containerPort: port }],
              },
            ],
          },
        },
      },
    }));

const servicePort = fc.record({
  name: fc.constantFrom('http', 'web'),
  port: fc.constantFrom(80, 81),
  targetPort: fc.constantFrom('http', 'web', 8080),
});

const service = (name: string, namespace: string) =>
  fc
    .record({
      kind: fc.constantFrom('cluster', 'headless', 'alias', 'fixed'),
      app: fc.option(label),
      ports: fc.uniqueArray(servicePort, {
        minLength: 1,
        maxLength: 2,
        selector: ({ name: port }) => port,
      }),
    })
    .map(({ kind, app, ports }) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec:
        kind === 'alias'
          ? { type: 'ExternalName', externalName: `${app ?? 'z'}.example.com` }
          : {
              ...(app !== null && { selector: { app } }),
              ...(kind === 'headless' && { clusterIP: 'None' }),
              ...(kind === 'fixed' && { clusterIP: name === 'a' ? '10.96.0.7' : '10.96.0.8' }),
              ports: ports.filter(
                ({ port }, index) => ports.findIndex((other) => other.port === port) === index,
              ),
            },
    }));

const selector = fc.oneof(
  fc.constant({}),
  label.map((app) => ({ matchLabels: { app } })),
);
const peer = fc.oneof(
  selector.map((podSelector) => ({ podSelector })),
  fc.constantFrom(...namespaces).map((name) => ({
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
  })),
  fc.constantFrom('10.0.0.0/8', '10.1.0.0/16', '192.0.2.0/24').map((cidr) => ({
    ipBlock: { cidr },
  })),
);
const ports = fc.constantFrom(
  [],
  [{ port: 'http' }],
  [{ port: 8080 }],
  [{ port: 53, protocol: 'UDP' }],
);

const policy = (name: string, namespace: string) =>
  fc
    .record({
      podSelector: selector,
      policyTypes: fc.subarray(['Ingress', 'Egress'], { minLength: 1 }),
      peers: fc.array(peer, { maxLength: 2 }),
      ports,
    })
    .map(({ podSelector, policyTypes, peers, ports: allowed }) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace },
      spec: {
        podSelector,
        policyTypes,
        ...(policyTypes.includes('Ingress') && { ingress: [{ from: peers, ports: allowed }] }),
        ...(policyTypes.includes('Egress') && { egress: [{ to: peers, ports: allowed }] }),
      },
    }));

/** Manifests as JSON, one line each. */
export type Manifests = readonly string[];

const manifest: fc.Arbitrary<readonly string[]> = fc
  .tuple(
    ...namespaces.flatMap((namespace) =>
      names.flatMap((name) => [
        fc.option(workload(name, namespace), { freq: 4 }),
        fc.option(policy(name, namespace), { freq: 1 }),
      ]),
    ),
    ...names.map((name) => fc.option(service(name, 'one'), { freq: 4 })),
  )
  .map((all) => all.flatMap((one) => (one === null ? [] : [JSON.stringify(one)])));

/** Two environments: the second has a few of the objects of another in place of its own, or is another altogether. */
export const pairsOfEnvironments: fc.Arbitrary<readonly [Manifests, Manifests]> = fc
  .tuple(manifest, manifest, fc.infiniteStream(fc.nat(3)))
  .map(([before, other, choices]) => {
    const byId = new Map(other.map((text) => [idOf(text), text]));
    const kept = before.map((text) => {
      const { value = 0 } = choices.next();
      const change = byId.get(idOf(text));
      byId.delete(idOf(text));
      return value === 0 ? change : text;
    });
    const added = [...byId.values()].filter(() => choices.next().value === 0);
    return [before, [...kept.filter((text) => text !== undefined), ...added]];
  });

function idOf(text: string): string {
  const { kind, metadata }: { kind: string; metadata: { name: string; namespace: string } } =
    JSON.parse(text);
  return `${kind} ${metadata.namespace} ${metadata.name}`;
}
