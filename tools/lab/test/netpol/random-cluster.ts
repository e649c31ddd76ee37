import fc from 'fast-check';
import type { JsonObject } from 'kustomize-ts';
import type { ClusterObjects } from '../../src/netpol/rules/make-filter.ts';

/** Few values, so that selectors, rules and pods meet. */
const NAMESPACES = ['backend', 'frontend', 'data'] as const;
const KEYS = ['app', 'tier', '__proto__'] as const;
const VALUES = ['a', 'b', ''] as const;
const NAMES = ['http', 'metrics', 'constructor'] as const;
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;

/** Where random pods are: the first network of `POD_NETWORKS`, one address of each family. */
export const POD_NETWORKS = ['10.42.0.0/16', 'fd00:42::/64'] as const;

/** Hosts that are no pods: a node and what is outside of the cluster. */
export const OTHERS = ['10.200.0.11', '192.0.2.10', '2001:db8::10'] as const;

export interface RandomClusterOptions {
  readonly pods: number;
  /** Ports that rules and containers use. */
  readonly ports: readonly number[];
}

const labels = fc.dictionary(fc.constantFrom(...KEYS), fc.constantFrom(...VALUES), {
  maxKeys: 2,
  noNullPrototype: false,
});

const selector = fc.oneof(
  { weight: 1, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: fc.record({ matchLabels: labels }) },
  {
    weight: 3,
    arbitrary: fc.record({
      matchExpressions: fc.array(
        fc.oneof(
          fc.record({
            key: fc.constantFrom(...KEYS),
            operator: fc.constantFrom('In', 'NotIn'),
            values: fc.uniqueArray(fc.constantFrom(...VALUES), { minLength: 1 }),
          }),
          fc.record({
            key: fc.constantFrom(...KEYS),
            operator: fc.constantFrom('Exists', 'DoesNotExist'),
          }),
        ),
        { maxLength: 2 },
      ),
    }),
  },
);

/** Networks with pods, without, and with both. */
const block = fc.constantFrom<JsonObject>(
  { cidr: '0.0.0.0/0' },
  { cidr: '::/0' },
  { cidr: '0.0.0.0/0', except: ['10.42.0.0/16', '10.42.1.0/24'] },
  { cidr: '0.0.0.0/0', except: ['0.0.0.0/1', '128.0.0.0/1'] },
  { cidr: '::/0', except: ['fd00:42::2/127', '2001:db8::/32'] },
  { cidr: '10.42.1.2/31' },
  { cidr: '10.42.1.9/29', except: ['10.42.1.2/32', '10.42.1.3/32'] },
  { cidr: '10.200.0.0/24' },
  { cidr: '192.0.2.0/24', except: ['192.0.2.11/32'] },
  { cidr: 'fd00:42::/64', except: ['fd00:42::1/128'] },
);

const optional = <Value>(value: fc.Arbitrary<Value>) =>
  fc.option(value, { nil: undefined, freq: 4 });

const peer = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector: selector }),
  fc.record({ namespaceSelector: selector, podSelector: selector }),
  fc.record({ ipBlock: block }),
);

const types = fc.constantFrom(undefined, [], ['Ingress'], ['Egress'], ['Ingress', 'Egress']);

/** Namespaces, pods and policies as an API server may hand them out. */
export function randomCluster({ pods, ports }: RandomClusterOptions): fc.Arbitrary<ClusterObjects> {
  const number = fc.constantFrom(...ports);
  const rulePort = fc.oneof(
    fc.record({ protocol: optional(fc.constantFrom(...PROTOCOLS)), port: optional(number) }),
    fc.record({ protocol: fc.constantFrom('TCP', 'UDP'), port: fc.constantFrom(...NAMES) }),
    fc
      .tuple(fc.constantFrom(...PROTOCOLS), number, number)
      .map(([protocol, a, b]) => ({ protocol, port: Math.min(a, b), endPort: Math.max(a, b) })),
  );
  const rules = (side: 'from' | 'to') =>
    optional(
      fc.array(
        fc.record({
          [side]: optional(fc.array(peer, { maxLength: 3 })),
          ports: optional(fc.array(rulePort, { maxLength: 3 })),
        }),
        { maxLength: 3 },
      ),
    );
  const spec = fc.record({
    podSelector: selector,
    policyTypes: types,
    ingress: rules('from'),
    egress: rules('to'),
  });
  const container = fc.record({
    name: fc.constant('main'),
    image: fc.constant('example.com/main:1'),
    ports: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom(...NAMES),
        containerPort: number,
        protocol: optional(fc.constantFrom(...PROTOCOLS)),
      }),
      { selector: ({ name }) => name, maxLength: 2 },
    ),
  });
  const pod = fc.record({
    namespace: fc.constantFrom(...NAMESPACES),
    labels,
    containers: fc.tuple(container),
    // One pod of six is in the host network, has ended, or has no address yet.
    oddity: fc.constantFrom('', '', '', '', '', 'host', 'ended', 'early'),
  });
  return fc
    .record({
      namespaces: fc.tuple(...NAMESPACES.map(() => labels)),
      pods: fc.array(pod, { minLength: pods, maxLength: pods }),
      policies: fc.array(fc.tuple(fc.constantFrom(...NAMESPACES), spec), {
        minLength: 1,
        maxLength: 7,
      }),
    })
    .map((made) => ({
      namespaces: made.namespaces.map((own, index) => ({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: {
          name: NAMESPACES[index] ?? '',
          labels: Object.fromEntries([
            ...Object.entries(own),
            ['kubernetes.io/metadata.name', NAMESPACES[index] ?? ''],
          ]),
        },
      })),
      pods: made.pods.map(({ namespace, oddity, containers, ...own }, index) => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { namespace, name: `pod-${index + 1}`, labels: own.labels },
        spec: plain({ containers, hostNetwork: oddity === 'host' || undefined }),
        status: plain({
          phase: oddity === 'ended' ? 'Succeeded' : 'Running',
          ...addressesOf(index, oddity),
        }),
      })),
      policies: made.policies.map(([namespace, own], index) => ({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { namespace, name: `policy-${index + 1}` },
        spec: plain(own),
      })),
    }));
}

/** The addresses of the pod at a place. */
export function podAddresses(index: number): readonly string[] {
  return [`10.42.1.${index + 1}`, `fd00:42::${index + 1}`];
}

function addressesOf(index: number, oddity: string): JsonObject {
  if (oddity === 'early') return {};
  const ips = oddity === 'host' ? ['10.200.0.11'] : podAddresses(index);
  return { podIP: ips[0] ?? '', podIPs: ips.map((ip) => ({ ip })) };
}

/** As it comes over the wire: without what is undefined. */
function plain(value: object): JsonObject {
  const copy: JsonObject = JSON.parse(JSON.stringify(value));
  return copy;
}
