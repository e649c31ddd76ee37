import fc from 'fast-check';
import type {
  AskedLabels,
  AskedPolicy,
  AskedRule,
  AskedSelector,
  AskedWorkload,
  Directory,
} from './plain-directory.ts';

/** Most things share one, so that policies have something to tell apart. */
const NAMESPACES = ['backend', 'default', 'backend', 'data', 'backend'] as const;
const KEYS = ['app', 'tier', 'env', '__proto__', 'kubernetes.io/metadata.name'] as const;
const VALUES = ['a', 'b', 'c', '', 'backend'] as const;
const PORT_NAMES = ['http', 'http', 'metrics', 'constructor'] as const;
const PORTS = [1, 2, 53, 79, 80, 81, 8080, 8081, 32_768, 65_534, 65_535] as const;
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;

const somePort = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...PORTS) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 65_535 }) },
);
const protocol = fc.constantFrom(...PROTOCOLS);
const labels: fc.Arbitrary<AskedLabels> = fc.uniqueArray(
  fc.tuple(fc.constantFrom(...KEYS.slice(0, 4)), fc.constantFrom(...VALUES)),
  { selector: ([key]) => key, maxLength: 3 },
);

const workload: fc.Arbitrary<AskedWorkload> = fc.record({
  namespace: fc.constantFrom(...NAMESPACES, undefined),
  kind: fc.constantFrom('Deployment', 'StatefulSet', 'CronJob', 'Pod', 'OwnedPod'),
  labels,
  hostNetwork: fc.constantFrom(false, false, false, false, true),
  ports: fc.array(
    fc.record({
      name: fc.option(fc.constantFrom(...PORT_NAMES), { nil: undefined, freq: 8 }),
      protocol: fc.option(protocol, { nil: undefined }),
      containerPort: somePort,
      init: fc.constantFrom(false, false, false, true),
    }),
    { maxLength: 4 },
  ),
});

const expression = fc.oneof(
  fc.record({
    key: fc.constantFrom(...KEYS),
    operator: fc.constantFrom('In' as const, 'NotIn' as const),
    values: fc.uniqueArray(fc.constantFrom(...VALUES), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    key: fc.constantFrom(...KEYS),
    operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const),
    values: fc.constant([]),
  }),
);

const selector = fc.record({
  matchLabels: fc.option(labels, { nil: undefined }),
  matchExpressions: fc.option(fc.array(expression, { maxLength: 2 }), { nil: undefined }),
});

/** Networks that lie in, beside and across each other; some exceptions leave nothing. */
const block = fc.constantFrom(
  { cidr: '0.0.0.0/0', except: undefined },
  { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '192.168.0.0/16', '10.1.0.0/16'] },
  { cidr: '0.0.0.0/0', except: ['0.0.0.0/1', '128.0.0.0/1'] },
  { cidr: '10.0.0.0/8', except: ['10.0.0.0/9', '10.128.0.0/9'] },
  { cidr: '10.0.0.0/8', except: ['10.128.0.0/9'] },
  { cidr: '10.1.2.3/16', except: [] },
  { cidr: '10.1.2.3/32', except: undefined },
  { cidr: '10.0.255.255/32', except: undefined },
  { cidr: '255.255.255.255/32', except: undefined },
  { cidr: '128.0.0.0/1', except: ['255.255.255.254/31'] },
  { cidr: '2001:db8::/32', except: undefined },
);

const peer = fc.oneof(
  { weight: 2, arbitrary: fc.record({ podSelector: selector }) },
  { weight: 2, arbitrary: fc.record({ namespaceSelector: selector }) },
  { weight: 2, arbitrary: fc.record({ namespaceSelector: selector, podSelector: selector }) },
  { weight: 2, arbitrary: fc.record({ ipBlock: block }) },
);

const rulePort = fc.oneof(
  { weight: 4, arbitrary: fc.record({ protocol, port: somePort }) },
  { weight: 2, arbitrary: fc.record({ port: somePort }) },
  { weight: 2, arbitrary: fc.record({ protocol }) },
  { weight: 3, arbitrary: fc.record({ protocol, port: fc.constantFrom(...PORT_NAMES) }) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(protocol, somePort, somePort)
      .map(([name, a, b]) => ({ protocol: name, port: Math.min(a, b), endPort: Math.max(a, b) })),
  },
);

const rule = fc.record({
  peers: fc.option(fc.array(peer, { maxLength: 3 }), { nil: undefined }),
  ports: fc.option(fc.array(rulePort, { maxLength: 4 }), { nil: undefined }),
});

const rules = fc.option(fc.array(rule, { maxLength: 3 }), { nil: undefined });

/** Any policy, also those whose `policyTypes` contradict their rules. */
export const policy: fc.Arbitrary<AskedPolicy> = fc.record({
  namespace: fc.constantFrom(...NAMESPACES, undefined),
  podSelector: fc.oneof(fc.constant(undefined), selector, fc.constant({}), fc.constant({})),
  policyTypes: fc.constantFrom(
    undefined,
    undefined,
    [],
    ['Ingress' as const],
    ['Egress' as const],
    ['Ingress' as const, 'Egress' as const],
  ),
  ingress: rules,
  egress: rules,
});

const namespaces = fc.uniqueArray(fc.record({ name: fc.constantFrom(...NAMESPACES), labels }), {
  selector: ({ name }) => name,
  maxLength: 3,
});

/** Directories of a few workloads and policies, in any combination. */
export const directories: fc.Arbitrary<Directory> = fc.record({
  namespaces,
  workloads: fc.array(workload, { minLength: 1, maxLength: 7 }),
  policies: fc.array(policy, { maxLength: 7 }),
});

/** Directories of hundreds of workloads. */
export const largeDirectories: fc.Arbitrary<Directory> = fc.record({
  namespaces,
  workloads: fc.array(workload, { minLength: 150, maxLength: 250, size: 'max' }),
  policies: fc.array(policy, { minLength: 30, maxLength: 60, size: 'max' }),
});

export const anyRule = rule;

const PROTOCOL_OF: Readonly<Record<string, string>> = {
  http: 'TCP',
  metrics: 'TCP',
  constructor: 'UDP',
};

const middlingDirectories: fc.Arbitrary<Directory> = fc.record({
  namespaces,
  workloads: fc.array(workload, { minLength: 15, maxLength: 30, size: 'max' }),
  policies: fc.array(policy, { minLength: 10, maxLength: 25, size: 'max' }),
});

/** Directories that other programs read too: only valid labels, and names of ports that have one meaning. */
export const comparableDirectories: fc.Arbitrary<Directory> = fc
  .oneof({ weight: 3, arbitrary: directories }, { weight: 1, arbitrary: middlingDirectories })
  .map((directory) => ({
    namespaces: directory.namespaces.map((one) => ({ ...one, labels: validLabels(one.labels) })),
    workloads: directory.workloads.map((one) => ({
      ...one,
      hostNetwork: false,
      labels: validLabels(one.labels),
      ports: one.ports
        .filter(({ name }, index) => one.ports.findIndex((other) => other.name === name) === index)
        .map((port) => ({ ...port, protocol: protocolOf(port.name) ?? port.protocol })),
    })),
    policies: directory.policies.map((one) => ({
      ...one,
      podSelector: one.podSelector && validSelector(one.podSelector),
      ingress: one.ingress?.map((each) => comparableRule(each, true)),
      egress: one.egress?.map((each) => comparableRule(each, false)),
    })),
  }));

function protocolOf(name: number | string | undefined): string | undefined {
  return typeof name === 'string' ? PROTOCOL_OF[name] : undefined;
}

function comparableRule({ peers, ports }: AskedRule, named: boolean): AskedRule {
  const known = peers
    ?.filter(({ ipBlock }) => !ipBlock || isComparableBlock(ipBlock))
    .map(({ podSelector, namespaceSelector, ipBlock }) => ({
      ...(podSelector && { podSelector: validSelector(podSelector) }),
      ...(namespaceSelector && { namespaceSelector: validSelector(namespaceSelector) }),
      ...(ipBlock && { ipBlock }),
    }));
  // Addresses outside have no names for their ports.
  const onlyPods = known && known.length > 0 && known.every(({ ipBlock }) => !ipBlock);
  return {
    peers: known,
    ports: ports
      ?.filter(({ port }) => named || onlyPods || typeof port !== 'string')
      .map((port) => {
        const protocolName = protocolOf(port.port);
        return protocolName === undefined ? port : { ...port, protocol: protocolName };
      }),
  };
}

/** An IPv4 network of which something is left. */
function isComparableBlock({
  cidr,
  except,
}: {
  readonly cidr: string;
  readonly except?: readonly string[] | undefined;
}): boolean {
  return !cidr.includes(':') && except?.length !== 2;
}

function validLabels(pairs: AskedLabels): AskedLabels {
  return pairs.filter(([key]) => key !== '__proto__');
}

function validSelector({ matchLabels, matchExpressions }: AskedSelector): AskedSelector {
  return {
    matchLabels: matchLabels && validLabels(matchLabels),
    matchExpressions: matchExpressions?.filter(({ key }) => key !== '__proto__'),
  };
}
