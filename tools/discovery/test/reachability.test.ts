import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { describeAddresses, describeConnections, parseAddresses } from '../src/index.ts';
import type {
  Party,
  PeerMiss,
  PortMiss,
  Protocol,
  SideExplanation,
  Workload,
} from '../src/index.ts';
import { makeConnectionPool } from '../src/reachability/connection-pool.ts';
import { compareRows } from './reachability/compare-rows.ts';
import { readDirectory } from './reachability/read-directory.ts';
import type { Directory } from './reachability/read-directory.ts';

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly workloads: readonly string[];
  readonly blocks: readonly string[];
  readonly answers: readonly ('All' | readonly string[])[];
  readonly rows: readonly (readonly [from: number, to: number, answer: number])[];
}

const { cases } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'reachability', 'cases.json'), 'utf8'),
) as { cases: readonly Case[] };

test('random directories have the connections that netpol-analyzer finds', (t) => {
  for (const { name, files, workloads, blocks, answers, rows } of cases) {
    const parties = [...workloads, ...blocks];
    const expected = rows.map(([from, to, answer]) => ({
      from: parties[from] ?? '',
      to: parties[to] ?? '',
      connections: answers[answer] ?? [],
    }));
    const { reachability } = readDirectory(files);
    t.deepEqual(compareRows([...reachability.rows()], expected), [], name);
  }
});

const WORKLOADS = `
apiVersion: v1
kind: Namespace
metadata: {name: backend, labels: {team: red}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: go-server, namespace: backend}
spec:
  selector: {matchLabels: {app: go-server}}
  template:
    metadata: {labels: {app: go-server, tier: back}}
    spec:
      initContainers:
      - {name: proxy, image: "registry.example.com/proxy:1", restartPolicy: Always, ports: [{name: admin, containerPort: 9901}]}
      containers:
      - {name: app, image: "registry.example.com/app:1", ports: [{name: http, containerPort: 9000}, {name: dns, protocol: UDP, containerPort: 53}]}
      - {name: extra, image: "registry.example.com/app:1", ports: [{name: http, containerPort: 9001}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: event-log, namespace: data}
spec:
  selector: {matchLabels: {app: event-log}}
  template:
    metadata: {labels: {app: event-log}}
    spec:
      containers: [{name: app, image: "registry.example.com/app:1", ports: [{name: client, containerPort: 4222}]}]
---
apiVersion: v1
kind: Pod
metadata: {name: frontend, namespace: edge, labels: {app: frontend}}
spec:
  containers: [{name: app, image: "registry.example.com/app:1", ports: [{name: http, containerPort: 3000}]}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: backend}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      hostNetwork: true
      containers: [{name: app, image: "registry.example.com/app:1"}]
---
apiVersion: v1
kind: Service
metadata: {name: go-server, namespace: backend}
spec:
  selector: {app: go-server}
  ports: [{port: 80, targetPort: http}]
`;

const ENDS: Readonly<Record<string, string>> = {
  server: 'backend/Deployment/go-server',
  log: 'data/StatefulSet/event-log',
  front: 'edge/Pod/frontend',
  agent: 'backend/DaemonSet/agent',
};

/** Specs of policies as YAML, each `namespace: spec`. */
function withPolicies(...policies: readonly string[]): Directory {
  const documents = policies.map((text, index) => {
    const [namespace = '', spec = ''] = [
      text.slice(0, text.indexOf(':')),
      text.slice(text.indexOf(':') + 1),
    ];
    return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p${index}, namespace: ${namespace}}\nspec: ${spec.trim()}\n`;
  });
  return readDirectory({ 'workloads.yaml': WORKLOADS, 'policies.yaml': documents.join('---\n') });
}

function endOf({ workloads }: Directory, name: string): Party | Workload {
  const found = workloads.find(({ id }) => id === ENDS[name]);
  const addresses = parseAddresses(name);
  if (!found && !addresses) throw new Error(`${name} is nobody`);
  return found ?? { addresses: addresses ?? [] };
}

const NOTHING = 'nothing';
const DENY_ALL = 'backend: {podSelector: {}, policyTypes: [Ingress, Egress]}';

/** What the documentation of NetworkPolicy and its API reference say, one sentence each. */
const SENTENCES: readonly (readonly [
  sentence: string,
  policies: readonly string[],
  connections: Readonly<Record<string, string>>,
])[] = [
  [
    'pods are not isolated by default',
    [],
    { 'front server': 'All', '192.0.2.1 server': 'All', 'server 2001:db8::1': 'All' },
  ],
  [
    'an empty podSelector selects all pods of the namespace, and of no other',
    [DENY_ALL],
    {
      'front server': NOTHING,
      'server front': NOTHING,
      'front log': 'All',
      '192.0.2.1 server': NOTHING,
    },
  ],
  [
    'without policyTypes a policy is for ingress, and for egress where it has egress rules',
    ['backend: {podSelector: {}}', 'data: {egress: [{}]}', 'edge: {ingress: [{}], egress: []}'],
    {
      'front server': NOTHING,
      'server log': NOTHING,
      'server front': 'All',
      'front 192.0.2.1': 'All',
      'log 192.0.2.1': 'All',
    },
  ],
  [
    'rules of a direction that policyTypes leave out do nothing',
    ['backend: {policyTypes: [Egress], ingress: [{ports: [{port: 80}]}], egress: [{}]}'],
    { 'front server': 'All', 'server log': 'All' },
  ],
  [
    'a rule without peers and ports allows all',
    ['backend: {ingress: [{}]}'],
    { 'front server': 'All', '192.0.2.1 server': 'All' },
  ],
  [
    'an empty list of peers or ports is no restriction',
    ['backend: {ingress: [{from: [], ports: []}]}'],
    { 'front server': 'All' },
  ],
  [
    'policies add up',
    [
      DENY_ALL,
      'backend: {ingress: [{ports: [{port: 80}]}]}',
      'backend: {ingress: [{ports: [{port: 81}]}]}',
    ],
    { 'front server': 'TCP 80-81' },
  ],
  [
    'both ends have to allow a connection',
    [
      'backend: {ingress: [{ports: [{port: 80, endPort: 90}]}]}',
      'edge: {policyTypes: [Egress], egress: [{ports: [{port: 85, endPort: 99}]}]}',
    ],
    { 'front server': 'TCP 85-90' },
  ],
  [
    'podSelector alone means pods of the namespace of the policy',
    ['backend: {ingress: [{from: [{podSelector: {}}]}]}'],
    { 'front server': NOTHING, '192.0.2.1 server': NOTHING },
  ],
  [
    'namespaceSelector alone means all pods of these namespaces',
    ['data: {ingress: [{from: [{namespaceSelector: {matchLabels: {team: red}}}]}]}'],
    { 'server log': 'All', 'front log': NOTHING },
  ],
  [
    'in one peer both selectors have to match',
    [
      'data: {ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: frontend}}}]}]}',
    ],
    { 'server log': NOTHING, 'front log': 'All' },
  ],
  [
    'two peers are two chances',
    [
      'data: {ingress: [{from: [{namespaceSelector: {matchLabels: {team: red}}}, {namespaceSelector: {}, podSelector: {matchLabels: {app: frontend}}}]}]}',
    ],
    { 'server log': 'All', 'front log': 'All' },
  ],
  [
    'every namespace has its name as a label, with or without an object',
    [
      'backend: {ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: edge}}}]}]}',
    ],
    { 'front server': 'All', 'log server': NOTHING },
  ],
  [
    'ipBlock means addresses outside, without the exceptions, and never pods',
    [
      'backend: {policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 192.0.2.0/25]}}]}]}',
    ],
    {
      'server 192.0.2.1': NOTHING,
      'server 192.0.2.128': 'All',
      'server 192.0.2.0/24': NOTHING,
      'server log': NOTHING,
      'server 2001:db8::1': NOTHING,
    },
  ],
  [
    'adjacent blocks together allow a range',
    [
      'backend: {policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 192.0.2.0/25}}, {ipBlock: {cidr: 192.0.2.128/25}}]}]}',
    ],
    { 'server 192.0.2.0/24': 'All', 'server 192.0.2.9-192.0.3.0': NOTHING },
  ],
  [
    'IPv6 blocks mean IPv6 addresses',
    [
      'backend: {ingress: [{from: [{ipBlock: {cidr: "2001:db8::/32", except: ["2001:db8:1::/48"]}}], ports: [{port: 443}]}]}',
    ],
    {
      '2001:db8::1 server': 'TCP 443',
      '2001:db8:1::1 server': NOTHING,
      '192.0.2.1 server': NOTHING,
    },
  ],
  [
    'host bits and leading zeros of a block do not count',
    ['backend: {ingress: [{from: [{ipBlock: {cidr: 010.1.2.3/8}}]}]}'],
    { '10.0.0.0 server': 'All', '11.0.0.0 server': NOTHING },
  ],
  [
    'a port without a protocol is a TCP port, a protocol without a port is all of its ports',
    ['backend: {ingress: [{ports: [{port: 80}, {protocol: UDP}]}]}'],
    { 'front server': 'TCP 80, UDP 1-65535' },
  ],
  [
    'endPort ends a range and is part of it',
    ['backend: {ingress: [{ports: [{port: 32000, endPort: 65535, protocol: SCTP}]}]}'],
    { 'front server': 'SCTP 32000-65535' },
  ],
  [
    'ranges that overlap or touch are one',
    [
      'backend: {ingress: [{ports: [{port: 7533, endPort: 8121}]}, {ports: [{port: 8000, endPort: 9000}, {port: 9001}]}]}',
    ],
    { 'front server': 'TCP 7533-9001' },
  ],
  [
    'every port of every protocol is everything',
    [
      'backend: {ingress: [{ports: [{protocol: TCP}, {protocol: UDP}, {protocol: SCTP, port: 1, endPort: 65535}]}]}',
    ],
    { 'front server': 'All' },
  ],
  [
    'a name means all ports of the destination that have it, with the protocol',
    [
      'backend: {ingress: [{ports: [{port: http}, {port: dns}, {port: dns, protocol: UDP}, {port: absent}]}]}',
    ],
    { 'front server': 'TCP 9000-9001, UDP 53' },
  ],
  [
    'a name in egress is asked of each destination',
    ['edge: {policyTypes: [Egress], egress: [{ports: [{port: http}, {port: client}]}]}'],
    { 'front server': 'TCP 9000-9001', 'front log': 'TCP 4222', 'front 192.0.2.1': NOTHING },
  ],
  [
    'names of init containers do not count',
    ['backend: {ingress: [{ports: [{port: admin}]}]}'],
    { 'front server': NOTHING },
  ],
  [
    'NotIn also holds where the key is absent',
    [
      'data: {ingress: [{from: [{namespaceSelector: {}, podSelector: {matchExpressions: [{key: tier, operator: NotIn, values: [back]}]}}]}]}',
    ],
    { 'server log': NOTHING, 'front log': 'All' },
  ],
  [
    'pods of the host network are neither isolated nor selected',
    [DENY_ALL, 'data: {ingress: [{from: [{namespaceSelector: {}}]}, {ports: [{port: 1}]}]}'],
    { 'front agent': 'All', 'agent log': 'TCP 1', 'agent 192.0.2.1': 'All' },
  ],
];

for (const [sentence, policies, connections] of SENTENCES) {
  test(sentence, (t) => {
    const directory = withPolicies(...policies);
    const found = Object.keys(connections).map((pair) => {
      const [from = '', to = ''] = pair.split(' ');
      const allowed = directory.reachability.allowedBetween(
        endOf(directory, from),
        endOf(directory, to),
      );
      return [pair, [describeConnections(allowed)].flat().join(', ') || NOTHING];
    });
    t.deepEqual(Object.fromEntries(found), connections);
  });
}

/** Why a connection is allowed or not: `from to port` gives the rules that allow on each side, or what they lack. */
const REASONS: readonly (readonly [
  policies: readonly string[],
  attempt: string,
  egress: readonly string[],
  ingress: readonly string[],
])[] = [
  [[], 'front server TCP 9000', ['not isolated'], ['not isolated']],
  [
    [
      'backend: {ingress: [{ports: [{port: 1}]}, {from: [{podSelector: {}}, {namespaceSelector: {}}], ports: [{port: 1}, {port: http}]}, {}]}',
    ],
    'front server TCP 9001',
    ['not isolated'],
    [
      'allowed by p0 spec.ingress[1], spec.ingress[1].from[1], spec.ingress[1].ports[1]',
      'allowed by p0 spec.ingress[2], everybody, every port',
    ],
  ],
  [
    [
      'edge: {policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}, podSelector: {matchLabels: {app: other}}}]}, {to: [{namespaceSelector: {}}], ports: [{port: 80}, {port: 9000, protocol: UDP}]}]}',
      DENY_ALL,
    ],
    'front server TCP 9000',
    [
      'p0 spec.egress[1]: spec.egress[1].ports[0] service-port Service go-server, spec.egress[1].ports[1] protocol',
      'p0 spec.egress[0]: spec.egress[0].to[0] pod-labels app In other',
    ],
    ['p1 spec.ingress:'],
  ],
  [
    [
      'backend: {ingress: [{from: [{podSelector: {matchLabels: {app: frontend}}}, {ipBlock: {cidr: 0.0.0.0/0}}, {namespaceSelector: {matchLabels: {team: red}}}]}, {ports: [{port: 9}, {port: client}, {port: dns}, {port: admin}, {port: dns, protocol: UDP}]}]}',
    ],
    'front server TCP 9901',
    ['not isolated'],
    [
      'p0 spec.ingress[1]: spec.ingress[1].ports[0] number, spec.ingress[1].ports[1] name-missing client, spec.ingress[1].ports[2] name-missing dns, spec.ingress[1].ports[3] name-missing admin of an init container, spec.ingress[1].ports[4] name-elsewhere dns 53',
      'p0 spec.ingress[0]: spec.ingress[0].from[0] other-namespace backend, spec.ingress[0].from[1] means-addresses, spec.ingress[0].from[2] namespace-labels team In red',
    ],
  ],
  [
    [
      'backend: {policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 192.0.2.0/24, except: [192.0.2.1/32]}}, {ipBlock: {cidr: 198.51.100.0/24}}, {podSelector: {}}]}]}',
    ],
    'server 192.0.2.1 TCP 443',
    [
      'p0 spec.egress[0]: spec.egress[0].to[0] excepted, spec.egress[0].to[1] outside-network, spec.egress[0].to[2] selects-pods',
    ],
    ['not isolated'],
  ],
  [
    ['data: {ingress: [{from: [{namespaceSelector: {}}]}]}'],
    'agent log TCP 4222',
    ['not isolated'],
    ['p0 spec.ingress[0]: spec.ingress[0].from[0] host-network'],
  ],
];

test('says which rule allows a connection, or what the nearest ones lack', (t) => {
  for (const [policies, attempt, egress, ingress] of REASONS) {
    const directory = withPolicies(...policies);
    const [from = '', to = '', protocol = '', port = ''] = attempt.split(' ');
    const ends = [endOf(directory, from), endOf(directory, to)] as const;
    const explanation = directory.reachability.explain(...ends, protocol as Protocol, Number(port));
    t.deepEqual(
      [describeSide(explanation.egress), describeSide(explanation.ingress)],
      [egress, ingress],
      attempt,
    );
    t.is(explanation.allowed, explanation.egress.allowed && explanation.ingress.allowed);
  }
});

function describeSide({ isolatedBy, allowedBy, misses }: SideExplanation): string[] {
  if (isolatedBy.length === 0) return ['not isolated'];
  const rules = allowedBy.map(
    ({ policy, field, peer = 'everybody', port = 'every port' }) =>
      `allowed by ${policy.name} ${field}, ${peer}, ${port}`,
  );
  return [
    ...rules,
    ...misses.map(({ policy, field, peers, ports }) =>
      `${policy.name} ${field}: ${[...peers.map(describePeer), ...ports.map(describePort)].join(', ')}`.trim(),
    ),
  ];
}

function describePeer(miss: PeerMiss): string {
  const text = `${miss.field} ${miss.why}`;
  if (miss.why === 'other-namespace') return `${text} ${miss.namespace}`;
  if (!('requirements' in miss)) return text;
  return `${text} ${miss.requirements.map(({ key, operator, values }) => `${key} ${operator} ${values.join()}`).join()}`;
}

function describePort(miss: PortMiss): string {
  const text = `${miss.field} ${miss.why}`;
  if (miss.why === 'service-port') return `${text} Service ${miss.service.name}`;
  if (miss.why === 'name-elsewhere') return `${text} ${miss.name} ${miss.numbers.join()}`;
  if (miss.why !== 'name-missing') return text;
  return `${text} ${miss.name}${miss.initContainer ? ' of an init container' : ''}`;
}

test('what is not modelled is said, with its field', (t) => {
  const { reachability } = withPolicies(
    'backend: {podSelector: {matchExpressions: [{key: a, operator: Like}]}, policyTypes: [Egress, Other], egress: [{to: [{}, {ipBlock: {cidr: nowhere}}, {ipBlock: {cidr: 10.0.0.0/8, except: [x]}, podSelector: {}}, {ipBlock: {cidr: "2001:db8::/32"}}], ports: [{protocol: ICMP}, {port: http, endPort: 9}, {endPort: 9}]}]}',
    'backend: {podSelector: {matchLabels: {pod-template-hash: abc}}, ingress: [{from: [{podSelector: {matchLabels: {controller-revision-hash: abc}}}], ports: [{port: admin}]}]}',
  );
  t.deepEqual(
    reachability.notModelled.map(({ resource, field }) => `${resource} ${field}`),
    [
      'NetworkPolicy/backend/p0 spec.policyTypes[1]',
      'NetworkPolicy/backend/p0 spec.podSelector',
      'NetworkPolicy/backend/p0 spec.egress[0].to[0]',
      'NetworkPolicy/backend/p0 spec.egress[0].to[1].ipBlock.cidr',
      'NetworkPolicy/backend/p0 spec.egress[0].to[2]',
      'NetworkPolicy/backend/p0 spec.egress[0].to[2].ipBlock.except[0]',
      'NetworkPolicy/backend/p0 spec.egress[0].to[3].ipBlock.cidr',
      'NetworkPolicy/backend/p0 spec.egress[0].ports[0].protocol',
      'NetworkPolicy/backend/p0 spec.egress[0].ports[1].endPort',
      'NetworkPolicy/backend/p0 spec.egress[0].ports[2].endPort',
      'DaemonSet/backend/agent spec.template.spec.hostNetwork',
      'Deployment/backend/go-server spec.template.spec.initContainers',
      'NetworkPolicy/backend/p1 spec.podSelector',
      'NetworkPolicy/backend/p1 spec.ingress[0].from[0].podSelector',
    ],
  );
  t.deepEqual(withPolicies().reachability.notModelled, []);
});

test('a workload of which only pods are known is allowed what any of them is, and it is said', (t) => {
  const pod = (name: string, app: string): string => `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: backend
  labels: {app: ${app}}
  ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: go-server-1, uid: "1", controller: true}]
spec: {containers: [{name: app, image: "registry.example.com/app:1"}]}
---`;
  const { reachability } = readDirectory({
    'pods.yaml': `${pod('a', 'one')}${pod('b', 'two')}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: one, namespace: backend}
spec: {podSelector: {matchLabels: {app: one}}, ingress: [{ports: [{port: 80}]}], policyTypes: [Ingress, Egress]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: two, namespace: backend}
spec: {podSelector: {matchLabels: {app: two}}, ingress: [{ports: [{port: 81}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: other}
spec: {containers: [{name: app, image: "registry.example.com/app:1"}]}
`,
  });
  const set = 'backend/ReplicaSet/go-server-1';
  const everywhere = '0.0.0.0-255.255.255.255';
  const expected = [
    { from: everywhere, to: set, connections: ['TCP 80-81'] },
    { from: everywhere, to: 'default/Pod/other', connections: 'All' as const },
    { from: set, to: everywhere, connections: 'All' as const },
    { from: 'default/Pod/other', to: everywhere, connections: 'All' as const },
    { from: set, to: 'default/Pod/other', connections: 'All' as const },
    { from: 'default/Pod/other', to: set, connections: ['TCP 80-81'] },
  ];
  t.deepEqual(compareRows([...reachability.rows()], expected), []);
  t.deepEqual(
    reachability.notModelled.map(({ resource, field }) => [resource, field]),
    [['ReplicaSet/backend/go-server-1', 'metadata.labels']],
  );
});

test('policies that the API server refuses count as they are written, in the namespace they would be in', (t) => {
  const { reachability } = readDirectory({
    'all.yaml': `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny}
spec: {podSelector: {}}
status: {}
---
apiVersion: v1
kind: PodList
items:
- {metadata: {name: a}, spec: {containers: [{}]}}
- {metadata: {name: b}, spec: {containers: 1}}
`,
  });
  const rows = [...reachability.rows()].map(({ from, to }) => `${from} ${to}`);
  t.deepEqual(rows, [
    'default/Pod/a 0.0.0.0-255.255.255.255',
    'default/Pod/b 0.0.0.0-255.255.255.255',
  ]);
});

test('what sets have in common is right however many there are', (t) => {
  const pool = makeConnectionPool();
  const ids = Array.from({ length: 20_000 }, (_, index) => pool.idOf([1 + index, 30_000 + index]));
  const other = pool.idOf([1, 40_000]);
  const found = ids.map((id) => pool.meet(id, other)?.connections.join());
  t.deepEqual(
    found,
    ids.map((_, index) => `${1 + index},${Math.min(30_000 + index, 40_000)}`),
  );
});

test('reads addresses, and writes them shortly', (t) => {
  const texts: Readonly<Record<string, string | undefined>> = {
    '10.0.0.0/8': '10.0.0.0/8',
    '10.0.0.0-10.0.0.9,10.0.0.10': '10.0.0.0-10.0.0.10',
    '10.0.0.7, 10.0.0.1-10.0.0.1': '10.0.0.1,10.0.0.7',
    '0.0.0.0/1,128.0.0.0/1': '0.0.0.0-255.255.255.255',
    '10.0.0.2-10.0.0.3': '10.0.0.2/31',
    '::ffff:10.0.0.0/104': '10.0.0.0/8',
    '255.255.255.255,::': '255.255.255.255,::',
    '2001:db8::/32,2001:db9::1': '2001:db8::/32,2001:db9::1',
    '10.0.0.0/33': undefined,
    '10.0.0.9-10.0.0.1': undefined,
    '10.0.0.1-::1': undefined,
    '256.0.0.1': undefined,
    '10.0.0': undefined,
    'fe80::1%eth0': undefined,
    '10.0.0.1-': undefined,
    '': undefined,
  };
  for (const [text, expected] of Object.entries(texts)) {
    const addresses = parseAddresses(text);
    t.is(addresses && describeAddresses(addresses), expected, text);
  }
});
