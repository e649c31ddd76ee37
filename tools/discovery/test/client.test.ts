import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import type { JsonObject } from 'kustomize-ts';
import { defaultEnvironment, lookup, nearestNames, resolverOf } from '../src/index.ts';
import type {
  Handler,
  Library,
  NodeResolver,
  LookupOutcome,
  Reply,
  Resolver,
  ResolverSettings,
} from '../src/index.ts';
import { editDistance } from '../src/dns/client/edit-distance.ts';
import { chainOf, namesOf } from './dns/coredns-chain.ts';

const CLUSTER_DNS = 'clusterIP(kube-system/kube-dns)';
const SEARCHES = ['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local'];
const node = {
  nameservers: ['192.0.2.1'],
  searches: ['corp.internal', 'cluster.local'],
  options: ['rotate', 'ndots:2'],
};
const many = Array.from({ length: 40 }, (_, index) => `d${index}.internal`);

function resolver(spec: JsonObject, settings?: ResolverSettings): Resolver {
  const pod = { namespace: 'shop', spec, hostNetwork: spec['hostNetwork'] === true };
  return resolverOf(pod, defaultEnvironment, settings);
}

interface ResolverCase {
  readonly title: string;
  readonly spec: JsonObject;
  readonly settings?: ResolverSettings;
  readonly expected: Partial<Resolver>;
}

const ofCluster = [{ address: CLUSTER_DNS, ofCluster: true }];
const resolvers: readonly ResolverCase[] = [
  {
    title: 'by default the cluster, and what the node adds is not known',
    spec: {},
    expected: {
      nameservers: ofCluster,
      searches: SEARCHES,
      nodeSearchesAt: 3,
      ndots: 5,
      options: ['ndots:5'],
      asksLikeNode: false,
    },
  },
  {
    title: 'search domains of a known node come last, each once; its options do not count',
    spec: { dnsPolicy: 'ClusterFirst' },
    settings: { node },
    expected: {
      nameservers: ofCluster,
      searches: [...SEARCHES, 'corp.internal'],
      ndots: 5,
      options: ['ndots:5'],
    },
  },
  {
    title: 'a pod of the host network asks like its node',
    spec: { dnsPolicy: 'ClusterFirst', hostNetwork: true },
    expected: {
      nameservers: [],
      searches: [],
      nodeSearchesAt: 0,
      ndots: 1,
      options: [],
      asksLikeNode: true,
    },
  },
  {
    title: 'unless it says otherwise',
    spec: { dnsPolicy: 'ClusterFirstWithHostNet', hostNetwork: true },
    expected: { nameservers: ofCluster, searches: SEARCHES, ndots: 5 },
  },
  {
    title: 'Default asks like the node',
    spec: { dnsPolicy: 'Default' },
    settings: { node },
    expected: {
      nameservers: [{ address: '192.0.2.1', ofCluster: false }],
      searches: node.searches,
      ndots: 2,
      options: ['ndots:2', 'rotate'],
      asksLikeNode: false,
    },
  },
  {
    title: 'None has what dnsConfig says alone',
    spec: {
      dnsPolicy: 'None',
      dnsConfig: {
        nameservers: ['10.96.0.10', '192.0.2.1'],
        searches: ['x.internal'],
        options: [{ name: 'edns0' }],
      },
    },
    settings: { clusterDns: ['10.96.0.10'], node },
    expected: {
      nameservers: [
        { address: '10.96.0.10', ofCluster: true },
        { address: '192.0.2.1', ofCluster: false },
      ],
      searches: ['x.internal'],
      ndots: 1,
      options: ['edns0'],
    },
  },
  {
    title: 'dnsConfig adds servers and domains, and replaces options',
    spec: {
      dnsConfig: {
        nameservers: ['192.0.2.9'],
        searches: ['cluster.local', 'x.internal'],
        options: [{ name: 'ndots', value: '2' }, { name: 'single-request' }],
      },
    },
    expected: {
      nameservers: [...ofCluster, { address: '192.0.2.9', ofCluster: false }],
      searches: [...SEARCHES, 'x.internal'],
      nodeSearchesAt: 3,
      ndots: 2,
      options: ['ndots:2', 'single-request'],
    },
  },
  {
    title: 'ndots without a value is none, and there are at most 15',
    spec: { dnsConfig: { options: [{ name: 'ndots' }] } },
    expected: { ndots: 1, options: ['ndots'] },
  },
  {
    title: 'at most 15 dots',
    spec: { dnsConfig: { options: [{ name: 'ndots', value: '99' }] } },
    expected: { ndots: 15 },
  },
  {
    title: 'at most 3 servers and 32 domains',
    spec: { dnsConfig: { nameservers: ['192.0.2.1', '192.0.2.2', '192.0.2.3'], searches: many } },
    expected: {
      nameservers: [
        ...ofCluster,
        ...['192.0.2.1', '192.0.2.2'].map((address) => ({ address, ofCluster: false })),
      ],
      searches: [...SEARCHES, ...many.slice(0, 29)],
      omitted: [
        'Only the first 3 of 4 name servers are used.',
        'Only the first 32 of 43 search domains are used.',
      ],
    },
  },
  {
    title: 'no domain of more than 253 characters, and 2048 in all',
    spec: {
      dnsPolicy: 'None',
      dnsConfig: {
        searches: [
          'y'.repeat(254),
          ...Array.from({ length: 9 }, (_, index) => `${index}${'x'.repeat(249)}`),
        ],
      },
    },
    expected: {
      searches: Array.from({ length: 8 }, (_, index) => `${index}${'x'.repeat(249)}`),
      omitted: [
        `The search domain ${'y'.repeat(254)} is left out: it is longer than 253 characters.`,
        `The search domain 8${'x'.repeat(249)} is left out: the list is longer than 2048 characters.`,
      ],
    },
  },
];

test('resolv.conf of a pod', (t) => {
  for (const { title, spec, settings, expected } of resolvers) {
    t.like(resolver(spec, settings), expected, title);
  }
  t.false('nodeSearchesAt' in resolver({}, { node }));
  t.false('nodeSearchesAt' in resolver({ dnsPolicy: 'None' }));
});

/** What the kubelet writes for a pod, with a node whose resolv.conf is known. */
interface RecordedResolvConf {
  readonly spec: JsonObject;
  readonly clusterDNS: readonly string[];
  readonly clusterDomain: string;
  readonly node: NodeResolver;
  readonly resolvConf: Pick<Resolver, 'searches' | 'options'> & {
    readonly nameservers: readonly string[];
  };
}

test('resolv.conf of a pod: the kubelet wrote these', (t) => {
  const file = path.join(import.meta.dirname, 'dns', 'resolv-conf.json');
  for (const entry of JSON.parse(readFileSync(file, 'utf8')) as readonly RecordedResolvConf[]) {
    const { spec, clusterDNS, clusterDomain, node: known, resolvConf } = entry;
    const pod = { namespace: 'shop', spec, hostNetwork: spec['hostNetwork'] === true };
    const environment = { ...defaultEnvironment, clusterDomain };
    const settings = { clusterDns: clusterDNS, node: known };
    const { nameservers, searches, options } = resolverOf(pod, environment, settings);
    const actual = { nameservers: nameservers.map(({ address }) => address), searches, options };
    t.deepEqual(actual, resolvConf, JSON.stringify(spec));
  }
});

/** What a name server said to names, and what each library then asked for. */
interface RecordedLookup {
  readonly name: string;
  readonly ndots: number;
  readonly replies: Readonly<Record<string, string>>;
  readonly glibc: RecordedCourse;
  readonly musl: RecordedCourse;
  readonly go: RecordedCourse;
}

interface RecordedCourse {
  readonly asked: readonly string[];
  readonly found: boolean;
}

const recorded = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'dns', 'lookups.json'), 'utf8'),
) as readonly RecordedLookup[];

const LIBRARIES: readonly Library[] = ['glibc', 'musl', 'go'];

const RCODES: Readonly<Record<string, Reply['rcode']>> = {
  NX: 'NXDOMAIN',
  SERVFAIL: 'SERVFAIL',
  REFUSED: 'REFUSED',
};

/** Answers as a table says: `A` has an IPv4 address and no IPv6 one. */
function serverOf(replies: Readonly<Record<string, string>>): Handler {
  return ({ name, type }) => {
    const reply = replies[name] ?? 'NX';
    const record = { owner: name, type: reply, value: 'x.', ttl: 5 };
    return {
      rcode: RCODES[reply] ?? 'NOERROR',
      authoritative: false,
      answers: reply === 'CNAME' || (reply === 'A' && type === 'A') ? [record] : [],
      authority: [],
      additional: [],
    };
  };
}

test('lookup: glibc, musl and Go asked for these names', (t) => {
  for (const lookedUp of recorded) {
    const { name, ndots, replies } = lookedUp;
    for (const library of LIBRARIES) {
      const { attempts, outcome } = lookup(
        name,
        {
          ...resolver({ dnsPolicy: 'None' }),
          nameservers: ofCluster,
          searches: ['a.b', 'b', 'c.d'],
          ndots,
        },
        serverOf(replies),
        { library },
      );
      const actual = {
        asked: attempts.map(({ name: tried }) => tried),
        found: outcome === 'found',
      };
      t.deepEqual(actual, lookedUp[library], JSON.stringify({ library, name, ndots, replies }));
    }
  }
});

/** Search domains `a` and `b`; what is said to each name, what is asked, and what comes of it. */
const libraries: readonly (readonly [
  library: Library,
  name: string,
  ndots: number,
  replies: Readonly<Record<string, string>>,
  asked: readonly string[],
  outcome: LookupOutcome,
])[] = [
  ['musl', 'x', 5, { 'x.a.': 'A' }, ['x.a.'], 'found'],
  ['musl', 'x', 5, { 'x.a.': 'NODATA', 'x.b.': 'A' }, ['x.a.'], 'no-data'],
  ['musl', 'x', 5, { 'x.a.': 'SERVFAIL', 'x.b.': 'A' }, ['x.a.'], 'failed'],
  ['musl', 'x', 5, {}, ['x.a.', 'x.b.', 'x.'], 'not-found'],
  ['musl', 'x.y', 1, { 'x.y.a.': 'A' }, ['x.y.'], 'not-found'],
  ['musl', 'x.', 5, { 'x.a.': 'A' }, ['x.'], 'not-found'],
  ['go', 'x', 5, { 'x.a.': 'NODATA', 'x.b.': 'A' }, ['x.a.', 'x.b.'], 'found'],
  [
    'go',
    'x',
    5,
    { 'x.a.': 'SERVFAIL', 'x.b.': 'CNAME', 'x.': 'A' },
    ['x.a.', 'x.b.', 'x.'],
    'found',
  ],
  ['go', 'x.y', 1, { 'x.y.b.': 'A' }, ['x.y.', 'x.y.a.', 'x.y.b.'], 'found'],
  ['go', 'x', 5, { 'x.': 'SERVFAIL' }, ['x.a.', 'x.b.', 'x.'], 'failed'],
  ['glibc', 'x', 5, { 'x.a.': 'SERVFAIL', 'x.b.': 'NODATA' }, ['x.a.', 'x.b.', 'x.'], 'no-data'],
  ['glibc', 'x.y', 1, { 'x.y.b.': 'NODATA' }, ['x.y.', 'x.y.a.', 'x.y.b.'], 'not-found'],
];

test('lookup: what each library does', (t) => {
  for (const [library, name, ndots, replies, asked, outcome] of libraries) {
    const result = lookup(
      name,
      { ...resolver({ dnsPolicy: 'None' }), nameservers: ofCluster, searches: ['a', 'b'], ndots },
      serverOf(replies),
      { library },
    );
    const label = JSON.stringify([library, name, ndots, replies]);
    t.deepEqual(
      result.attempts.map((attempt) => attempt.name),
      asked,
      label,
    );
    t.is(result.outcome, outcome, label);
  }
});

const services = [
  service('web', 'shop'),
  service('go-server', 'backend'),
  service('helper-server', 'backend'),
  service('frontend', 'edge'),
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'event-log', namespace: 'data' },
    spec: {
      replicas: 2,
      serviceName: 'event-log',
      selector: { matchLabels: { app: 'event-log' } },
      template: {
        metadata: { labels: { app: 'event-log' } },
        spec: { containers: [{ name: 'app', image: 'registry.example.com/app:1' }] },
      },
    },
  },
  service('event-log', 'data', { clusterIP: 'None', selector: { app: 'event-log' } }),
];

function service(name: string, namespace: string, spec: JsonObject = {}): JsonObject {
  const ports = [
    { name: 'http', port: 80 },
    { name: 'metrics', port: 9100 },
  ];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { ports, ...spec },
  };
}

const pods: readonly (readonly [
  name: string,
  spec: JsonObject,
  expected: Readonly<Record<string, unknown>>,
  library?: Library,
])[] = [
  [
    'web',
    {},
    {
      outcome: 'found',
      name: 'web.shop.svc.cluster.local.',
      queries: 2,
      skippedNodeSearches: false,
    },
  ],
  [
    'go-server.backend',
    {},
    { outcome: 'found', name: 'go-server.backend.svc.cluster.local.', queries: 4 },
  ],
  [
    'go-server.backend.svc',
    {},
    { outcome: 'found', name: 'go-server.backend.svc.cluster.local.', queries: 6 },
  ],
  ['go-server.backend.svc.cluster.local.', {}, { outcome: 'found', queries: 2 }],
  [
    'event-log-1.event-log.data',
    {},
    { outcome: 'found', name: 'event-log-1.event-log.data.svc.cluster.local.', queries: 4 },
  ],
  ['go-server', {}, { outcome: 'failed', queries: 8, skippedNodeSearches: true }],
  // With enough dots for a first try alone, which the server behind the cluster cannot answer.
  [
    'go-server.backend',
    { dnsConfig: { options: [{ name: 'ndots', value: '1' }] } },
    { outcome: 'found', name: 'go-server.backend.svc.cluster.local.', queries: 6 },
  ],
  [
    'go-server.backend',
    { dnsConfig: { options: [{ name: 'ndots', value: '1' }] } },
    { outcome: 'failed', queries: 2 },
    'musl',
  ],
  ['web', { dnsPolicy: 'Default' }, { outcome: 'unknown', skippedNodeSearches: true }],
  ['web', { hostNetwork: true }, { outcome: 'unknown' }],
  [
    'web',
    { dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.1'] } },
    { outcome: 'unknown', queries: 2 },
  ],
  ['web', { dnsConfig: { nameservers: ['192.0.2.1'] } }, { outcome: 'found' }],
  ['web', { dnsConfig: { nameservers: ['192.0.2.1'] } }, { outcome: 'unknown' }, 'musl'],
  // Musl reads no line of more than 255 characters: the search list is lost as a whole.
  [
    'web',
    { dnsConfig: { searches: [`${'x'.repeat(210)}.internal`] } },
    { outcome: 'failed', queries: 2 },
    'musl',
  ],
  [`${'x'.repeat(64)}`, {}, { outcome: 'not-found', queries: 0 }],
];

test('lookup: from a pod', (t) => {
  const names = namesOf(services);
  const server = chainOf({ zones: ['cluster.local.'], pods: 'insecure' }, names);
  for (const [name, spec, expected, library] of pods) {
    const result = lookup(name, resolver(spec), server, { ...(library && { library }) });
    t.like(result, expected, JSON.stringify([name, spec, library]));
  }
  const located = lookup('_http._tcp.event-log.data', resolver({}), server, { types: ['SRV'] });
  t.like(located, {
    outcome: 'found',
    name: '_http._tcp.event-log.data.svc.cluster.local.',
    queries: 2,
  });
});

const wrong: readonly (readonly [wrong: string, nearest: readonly string[]])[] = [
  ['go-sever', ['go-server.backend spelling']],
  ['goserver.backend', ['go-server.backend spelling']],
  ['go-server.bakcend', ['go-server.backend spelling']],
  ['backend.go-server', ['go-server.backend order']],
  ['go-server.edge', ['go-server.backend namespace']],
  ['frontend', ['frontend.edge namespace']],
  ['go-server.backend.cluster.local', ['go-server.backend svc']],
  ['go-server.backend.svc.cluster', ['go-server.backend svc']],
  ['go-server.backend.svc.cluster.lcal', ['go-server.backend domain']],
  ['go-server.backend.svc.example.org', ['go-server.backend domain']],
  [
    '_htp._tcp.go-server.backend.svc.cluster.local',
    ['_http._tcp.go-server.backend port', '_metrics._tcp.go-server.backend port'],
  ],
  [
    '_http._tcp.go-servr.backend.svc.cluster.local',
    ['_http._tcp.go-server.backend spelling', '_metrics._tcp.go-server.backend spelling'],
  ],
  [
    '_http._tcp.go-sever',
    ['_http._tcp.go-server.backend spelling', '_metrics._tcp.go-server.backend spelling'],
  ],
  [
    'event-log-2.event-log.data',
    ['event-log-0.event-log.data endpoint', 'event-log-1.event-log.data endpoint'],
  ],
  [
    'event-log-0.event-log.dat',
    ['event-log-0.event-log.data spelling', 'event-log-1.event-log.data spelling'],
  ],
  ['go-server.svc.cluster.local', ['go-server.backend namespace']],
  ['frontend.svc', ['frontend.edge namespace']],
  [
    'event-log-2.event-log',
    ['event-log-0.event-log.data namespace', 'event-log-1.event-log.data namespace'],
  ],
  ['x.y.z', []],
  ['', []],
  ['__proto__.constructor', []],
  ['{ip:x}', []],
];

test('nearest names', (t) => {
  const names = namesOf(services);
  for (const [name, expected] of wrong) {
    const nearest = nearestNames(name, names, {
      namespace: 'backend',
      clusterDomain: 'cluster.local',
    });
    const actual = nearest.map(
      (near) => `${near.name.replace('.svc.cluster.local.', '')} ${near.difference}`,
    );
    t.deepEqual(actual, expected, name);
  }
  t.is(
    nearestNames('a', names, { namespace: 'x', clusterDomain: 'cluster.local', limit: 0 }).length,
    0,
  );
});

/** Every way to make one text of another, one character after the other (optimal string alignment). */
function naiveDistance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const ways = [
    naiveDistance(a.slice(1), b) + 1,
    naiveDistance(a, b.slice(1)) + 1,
    naiveDistance(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1),
  ];
  if (a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0]) {
    ways.push(naiveDistance(a.slice(2), b.slice(2)) + 1);
  }
  return Math.min(...ways);
}

test('the distance of words is what the fewest changes are', (t) => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
  const property = fc.property(word, word, fc.nat(3), (a, b, limit) => {
    const distance = naiveDistance(a, b);
    return editDistance(a, b, limit) === (distance <= limit ? distance : undefined);
  });
  const { failed, seed, counterexample } = fc.check(property, { numRuns: 500 });
  t.log(`seed ${seed}`);
  t.false(failed, JSON.stringify(counterexample));
});
