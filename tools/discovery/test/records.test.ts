import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import type { JsonObject } from 'kustomize-ts';
import {
  clusterRecords,
  defaultKubernetesConfig,
  isTruncated,
  makeKubernetesHandler,
} from '../src/index.ts';
import type { Handler, KubernetesConfig } from '../src/index.ts';
import { chainOf, linesOf, namesOf, withAddresses } from './dns/coredns-chain.ts';
import type { RecordedServer } from './dns/coredns-chain.ts';
import { questionTypes } from './dns/wire.ts';

interface RecordedCluster {
  readonly objects: readonly JsonObject[];
  readonly servers: readonly RecordedServer[];
}

const clusters = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'dns', 'recorded-answers.json'), 'utf8'),
) as readonly RecordedCluster[];

const ZONES = ['cluster.local.', 'in-addr.arpa.', 'ip6.arpa.'];

function service(name: string, spec: JsonObject, namespace = 'default'): JsonObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec };
}

function slice(
  name: string,
  owner: string | undefined,
  contents: JsonObject,
  namespace = 'default',
): JsonObject {
  const labels = owner === undefined ? {} : { 'kubernetes.io/service-name': owner };
  const metadata = { name, namespace, labels };
  const kind = 'EndpointSlice';
  return { apiVersion: 'discovery.k8s.io/v1', kind, metadata, addressType: 'IPv4', ...contents };
}

/** The Services that the examples of the specification are about. */
const examples = [
  service('web', {
    clusterIP: '10.96.3.1',
    ports: [
      { name: 'https', port: 443 },
      { name: 'dns', port: 53, protocol: 'UDP' },
    ],
  }),
  service('unnamed', { ports: [{ port: 80 }] }),
  service('six', {
    clusterIP: 'fd00:10:96::7',
    ipFamilies: ['IPv6'],
    ports: [{ name: 'http', port: 80 }],
  }),
  service('headless', { clusterIP: 'None', ports: [{ name: 'https', port: 443 }] }),
  slice('headless-1', 'headless', {
    endpoints: [
      { addresses: ['10.3.0.100'], hostname: 'my-pet' },
      { addresses: ['10.3.0.101'], hostname: 'my-pet-2' },
      { addresses: ['10.3.0.102'] },
      { addresses: ['10.3.0.103'], conditions: { ready: false } },
    ],
    ports: [
      { name: 'https', port: 8443 },
      { name: '', port: 99 },
    ],
  }),
  service('empty', { clusterIP: 'None', ports: [{ name: 'https', port: 443 }] }),
  service('foo', { type: 'ExternalName', externalName: 'www.example.com' }),
  service('address', { type: 'ExternalName', externalName: '203.0.113.9' }),
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'lone', namespace: 'default' },
    spec: { containers: [] },
  },
];

test('records: those that the specification asks for, and no others', (t) => {
  const records = clusterRecords(namesOf(examples), { clusterDomain: 'cluster.local' });
  t.deepEqual(
    records.map(
      ({ name, type, value }) =>
        `${name.replace('default.svc.cluster.local.', '~')} ${type} ${value.replace('default.svc.cluster.local.', '~')}`,
    ),
    [
      '1.0.96.10.in-addr.arpa. PTR kubernetes.~',
      '1.3.96.10.in-addr.arpa. PTR web.~',
      '10-3-0-102.headless.~ A 10.3.0.102',
      '100.0.3.10.in-addr.arpa. PTR my-pet.headless.~',
      '101.0.3.10.in-addr.arpa. PTR my-pet-2.headless.~',
      '102.0.3.10.in-addr.arpa. PTR 10-3-0-102.headless.~',
      '7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.9.0.0.0.1.0.0.0.0.d.f.ip6.arpa. PTR six.~',
      '_dns._udp.web.~ SRV 0 100 53 web.~',
      '_http._tcp.six.~ SRV 0 100 80 six.~',
      '_https._tcp.headless.~ SRV 0 33 8443 10-3-0-102.headless.~',
      '_https._tcp.headless.~ SRV 0 33 8443 my-pet-2.headless.~',
      '_https._tcp.headless.~ SRV 0 33 8443 my-pet.headless.~',
      '_https._tcp.kubernetes.~ SRV 0 100 443 kubernetes.~',
      '_https._tcp.web.~ SRV 0 100 443 web.~',
      'foo.~ CNAME www.example.com.',
      'headless.~ A 10.3.0.100',
      'headless.~ A 10.3.0.101',
      'headless.~ A 10.3.0.102',
      'kubernetes.~ A 10.96.0.1',
      'my-pet-2.headless.~ A 10.3.0.101',
      'my-pet.headless.~ A 10.3.0.100',
      'six.~ AAAA fd00:10:96::7',
      'unnamed.~ A clusterIP(default/unnamed)',
      'web.~ A 10.96.3.1',
      '{ptr:clusterIP(default/unnamed)} PTR unnamed.~',
    ],
  );
});

test('records: every one that is listed is what the server answers', (t) => {
  for (const objects of [examples, ...clusters.map((cluster) => cluster.objects)]) {
    const names = namesOf(objects);
    const ask = chainOf({ zones: ZONES }, names);
    const records = clusterRecords(names, { clusterDomain: 'cluster.local' });
    t.is(new Set(records.map((record) => JSON.stringify(record))).size, records.length);
    for (const { name, type, value } of records) {
      // Of several aliases a question for the alias itself gets one; with addresses come all of them.
      const { answers } = ask({ name, type: type === 'CNAME' ? 'A' : type });
      const listed = answers.some((answer) => answer.type === type && answer.value === value);
      // An alias in the zone that leads to no address is told only to who asks for it.
      const told = listed || ask({ name, type }).answers.some((answer) => answer.value === value);
      t.true(told, `${name} ${type} ${value}`);
    }
  }
});

test('names: CoreDNS gave these answers', (t) => {
  let agreed = 0;
  for (const { objects, servers } of clusters) {
    const names = namesOf(objects);
    for (const { config, serverAddresses, answers } of servers) {
      const ask = chainOf(config, withAddresses(names, serverAddresses));
      for (const [name, type, ...expected] of answers) {
        const actual = linesOf(ask({ name, type }));
        if (t.deepEqual(actual, expected, `${name} ${type} ${JSON.stringify(config)}`)) agreed++;
      }
    }
  }
  t.log(`${agreed} answers agree`);
});

/** Names that are answered with addresses that only a cluster knows. */
const workload = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web.v2', namespace: 'shop' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'app', image: 'registry.example.com/app:1' }] },
    },
  },
};
const peers = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'peers', namespace: 'shop' },
  spec: {
    clusterIP: 'None',
    ipFamilyPolicy: 'PreferDualStack',
    selector: { app: 'web' },
    ports: [{ name: 'http', port: 80 }],
  },
};
const pod = 'pod(shop/Deployment/web.v2[0])';
const peersName = 'peers.shop.svc.cluster.local.';

const symbolic: readonly (readonly [
  name: string,
  type: string,
  answer: readonly string[],
  config?: Partial<KubernetesConfig>,
])[] = [
  [peersName, 'A', [pod]],
  [peersName, 'AAAA', [pod]],
  [`{ip:${pod}}.${peersName}`, 'A', [pod]],
  [`{ip6:${pod}}.${peersName}`, 'AAAA', [pod]],
  [`{ip6:${pod}}.${peersName}`, 'A', []],
  [`{ip:${pod}}.PEERS.shop.svc.cluster.local.`, 'A', [pod]],
  [
    `_http._tcp.${peersName}`,
    'SRV',
    [`0 50 80 {ip6:${pod}}.${peersName}`, `0 50 80 {ip:${pod}}.${peersName}`],
  ],
  [`{ptr:${pod}}`, 'PTR', [`{ip:${pod}}.${peersName}`]],
  [`{ptr:${pod}}.in-addr.arpa.`, 'PTR', [`{ip:${pod}}.${peersName}`]],
  [`{ptr6:${pod}}`, 'PTR', [`{ip6:${pod}}.${peersName}`]],
  [`{ptr6:${pod}}`, 'PTR', [`{name:${pod}}.${peersName}`], { endpointPodNames: true }],
  [`{ip:${pod}}.shop.pod.cluster.local.`, 'A', [pod], { pods: 'verified' }],
  [`{ip:pod(shop/other)}.shop.pod.cluster.local.`, 'A', ['pod(shop/other)'], { pods: 'insecure' }],
  [
    `{ip:clusterIP(default/kubernetes)}.shop.pod.cluster.local.`,
    'A',
    ['10.96.0.1'],
    { pods: 'insecure' },
  ],
  ['{ptr:clusterIP(default/kubernetes)}', 'PTR', ['kubernetes.default.svc.cluster.local.']],
];

test('names: addresses that only a cluster knows', (t) => {
  for (const [name, type, expected, config] of symbolic) {
    const ask = chainOf({ zones: ZONES, ...config }, namesOf([workload, peers]));
    const { answers } = ask({ name, type });
    t.deepEqual(answers.map(({ value }) => value).toSorted(), expected, `${name} ${type}`);
  }
  // Nobody knows whether the address is in 10.0.0.0/8.
  const part = chainOf(
    { zones: ['cluster.local.', '10.in-addr.arpa.'] },
    namesOf([workload, peers]),
  );
  t.is(part({ name: `{ptr:${pod}}`, type: 'PTR' }).rcode, null);
  const verified = chainOf({ zones: ZONES, pods: 'verified' }, namesOf([workload]));
  t.is(
    verified({ name: '{ip:pod(shop/other)}.shop.pod.cluster.local.', type: 'A' }).rcode,
    'NXDOMAIN',
  );
});

test('names: what has no end ends, and what is hostile gets an answer', (t) => {
  const loop = ['a', 'b'].map((name, index) =>
    service(name, {
      type: 'ExternalName',
      externalName: index === 0 ? 'b.default.svc.example.internal' : 'a.default.svc.cluster.local',
    }),
  );
  const hostile = [
    ...loop,
    service('__proto__', { ports: [{ name: 'constructor', port: 80 }] }),
    slice('none', undefined, { endpoints: [{ addresses: ['198.51.100.9'] }], ports: [] }),
    slice('proto', '__proto__', { endpoints: [{ addresses: ['198.51.100.8'] }], ports: [] }),
  ];
  const names = namesOf(hostile);
  const zones = ['cluster.local.', 'example.internal.', 'in-addr.arpa.'];
  const ask: Handler = chainOf({ zones }, names);
  // CoreDNS overflows its stack over these: it ends without an answer.
  t.true(ask({ name: 'a.default.svc.cluster.local.', type: 'A' }).silent);
  t.is(ask({ name: 'a.default.svc.cluster.local.', type: 'CNAME' }).answers.length, 1);
  t.true(ask({ name: '9.100.51.198.in-addr.arpa.', type: 'PTR' }).silent);
  t.is(ask({ name: 'constructor.default.svc.cluster.local.', type: 'A' }).rcode, 'NXDOMAIN');
  t.is(ask({ name: '__proto__.toString.svc.cluster.local.', type: 'A' }).rcode, 'NXDOMAIN');
  const label = fc.oneof(
    fc.constantFrom(
      'svc',
      'pod',
      'default',
      '__proto__',
      'a',
      '{',
      '}',
      '{ip:',
      '{ptr:x}',
      '\\',
      '\\.',
      '',
    ),
    fc.string({ maxLength: 6 }),
  );
  const name = fc
    .tuple(fc.array(label, { maxLength: 8 }), fc.constantFrom('', ...zones))
    .map(([labels, zone]) => [...labels, zone].join('.'));
  const seed = Date.now() % 1_000_000;
  t.log(`seed ${seed}`);
  fc.assert(
    fc.property(name, fc.constantFrom(...questionTypes), (asked, type) => {
      ask({ name: asked, type });
    }),
    { seed, numRuns: 2000 },
  );
  const deep = `${'a.'.repeat(20_000)}svc.cluster.local.`;
  t.is(ask({ name: deep, type: 'A' }).rcode, 'NXDOMAIN');
  t.is(ask({ name: `${'{'.repeat(20_000)}.svc.cluster.local.`, type: 'A' }).rcode, 'NXDOMAIN');
});

/** From how many endpoints on CoreDNS 1.15.0 cut its answer over UDP; one less fitted. */
const cuts: readonly (readonly [
  hostname: ((index: number) => string) | undefined,
  prefix: string,
  type: string,
  count: number,
])[] = [
  [undefined, '', 'A', 29],
  [undefined, '_http._tcp.', 'SRV', 6],
  [(index) => `db-${index}`, '', 'A', 29],
  [(index) => `db-${index}`, '_http._tcp.', 'SRV', 7],
  [() => 'same', '_http._tcp.', 'SRV', 25],
  [() => 'same', 'same.', 'A', 29],
];

test('names: answers that are too long for UDP', (t) => {
  const ports = [{ name: 'http', port: 80, protocol: 'TCP' }];
  for (const [hostname, prefix, type, least] of cuts) {
    for (const count of [least - 1, least]) {
      const name = `${hostname === undefined ? 'd' : (hostname(0)[0] ?? '')}${count}`;
      const endpoints = Array.from({ length: count }, (_, index) => ({
        addresses: [`198.51.100.${index + 1}`],
        ...(hostname && { hostname: hostname(index) }),
      }));
      const objects = [
        service(name, { clusterIP: 'None', ports }, 'dns-trunc'),
        slice(name, name, { endpoints, ports }, 'dns-trunc'),
      ];
      const question = { name: `${prefix}${name}.dns-trunc.svc.cluster.local.`, type };
      const ask = chainOf({ zones: ZONES }, namesOf(objects));
      t.is(isTruncated(question, ask(question)), count === least, `${question.name} ${type}`);
    }
  }
  const replicas = { ...workload, spec: { ...workload.spec, replicas: 8 } };
  const ask = chainOf({ zones: ZONES }, namesOf([replicas, peers]));
  const question = { name: `_http._tcp.${peersName}`, type: 'SRV' };
  t.true(isTruncated(question, ask(question)));
  // The length of the names of so few pods decides.
  t.is(isTruncated(question, ask(question), 1450), undefined);
  t.false(isTruncated(question, ask(question), 4096));
});

test('names: ServiceImports are unknown, because they are in other clusters', (t) => {
  const zones = [...ZONES, 'clusterset.local.'];
  const ask = chainOf({ zones, multicluster: ['clusterset.local.'] }, namesOf(examples));
  t.is(ask({ name: 'web.default.svc.clusterset.local.', type: 'A' }).rcode, null);
  t.is(ask({ name: 'web.default.svc.cluster.local.', type: 'A' }).rcode, 'NOERROR');
});

test('names: an alias to where nobody knows is unknown, not empty', (t) => {
  const names = namesOf([
    service('db', { type: 'ExternalName', externalName: 'db.corp.internal' }),
  ]);
  const unknown = { rcode: null, authoritative: false, answers: [], authority: [], additional: [] };
  const ask = makeKubernetesHandler(
    { ...defaultKubernetesConfig, zones: ZONES },
    names,
    () => unknown,
    () => unknown,
  );
  const reply = ask({ name: 'db.default.svc.cluster.local.', type: 'A' });
  t.is(reply.rcode, null);
  t.deepEqual(
    reply.answers.map(({ value }) => value),
    ['db.corp.internal.'],
  );
});
