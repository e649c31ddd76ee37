import fc from 'fast-check';
import type { Question } from '../../src/index.ts';
import type { RandomCluster } from './random-cluster.ts';
import { questionTypes } from './wire.ts';

/** Changes a name in one place. */
type Change = (labels: readonly string[], at: number) => readonly string[];

const CHANGES: readonly Change[] = [
  (labels, at) => labels.toSpliced(at, 1),
  (labels, at) => labels.toSpliced(at, 0, labels[at] ?? 'x'),
  (labels, at) => labels.toSpliced(at, 0, 'x'),
  (labels, at) => labels.with(at, (labels[at] ?? '').toUpperCase()),
  (labels, at) => labels.with(at, `_${labels[at]}`),
  (labels, at) => labels.with(at, (labels[at] ?? '').replace('_', '') || 'x'),
  (labels, at) => labels.with(at, '*'),
  (labels, at) => [...labels.slice(at), ...labels.slice(0, at)],
  (labels) => labels.slice(1),
];

const PREFIXES = [
  ...['', '', '', 'db-0', 'web', 'web-0', 'lone', 'localhost', 'db-example-com', 'nope'],
  ...[
    '198-51-100-7',
    '10-20-30-40',
    '2001-db8--7',
    '2001-db8-1--0',
    '2001-db8--0',
    '2001-DB8--A',
    '2001-db8-0--b',
  ],
  ...[
    '_http._tcp',
    '_https._tcp',
    '_dns._udp',
    '_a._sctp',
    'http.tcp',
    '_._tcp',
    '_http._',
    '_tcp',
    '_metrics._udp',
  ],
  ...[
    'a.pin._zone',
    'zone-b.pin._zone',
    'eu.west.1.prefer._zone',
    'x.prefer._zone',
    'x.pin._zone',
    'x.y._zone',
  ],
];
const PODS = [
  ...[
    '198-51-100-7',
    '10-20-30-40',
    '2001-db8--7',
    '2001-db8--',
    '2001-db8--0',
    '1-2-3-4',
    '01-2-3-4',
    '256-1-1-1',
  ],
  ...[
    '1-2-3',
    '--',
    '--1',
    '1--',
    '--ffff-1-2-3-4',
    '1-2-3-4-5-6-7-8',
    '1-2-3-4-5-6-7-8-9',
    '1--2--3',
    'g--1',
    'web-0',
  ],
  ...['12345--', '-1--2', '0-0-0-0-0-0-0-0', '1--1-2-3-4', '00001--1'],
];
const REVERSE = [
  ...[
    '7.100.51.198.in-addr.arpa',
    '40.30.20.10.in-addr.arpa',
    '70.113.0.203.in-addr.arpa',
    '4.3.2.1.in-addr.arpa',
  ],
  ...[
    '1.0.96.10.in-addr.arpa',
    'in-addr.arpa',
    'ip6.arpa',
    '07.100.51.198.in-addr.arpa',
    'svc.in-addr.arpa',
  ],
  ...[
    '2001:db8::7',
    '2001:db8:1::',
    'fd00:1:2:3:4:5:6:7',
    '2001:db8::',
    '2001:db8::a',
    '2001:db8::b',
  ].map(reverse6),
];
const APEX = ['', 'svc', 'pod', 'dns-version', 'ns.dns', 'apex.dns', 'dns', 'x', 'x.ns.dns'];

/** Questions about what is in a cluster, and about names near to it. */
export function questions(
  { namespaces }: RandomCluster,
  services: readonly string[],
  zones: readonly string[],
  addresses: readonly string[],
): fc.Arbitrary<Question> {
  const namespace = fc.constantFrom(...namespaces, ...namespaces, 'default', 'nope');
  const zone = fc.constantFrom('cluster.local', 'cluster.local', ...zones);
  const service = fc.constantFrom(...services, 'nope', 'kubernetes');
  const join = (...parts: readonly string[]): string =>
    parts.filter((part) => part !== '').join('.');
  const name = fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .tuple(fc.constantFrom(...PREFIXES), service, namespace, zone)
        .map(([prefix, label, space, domain]) => join(prefix, label, space, 'svc', domain)),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          fc.constantFrom('', '', '', 'x', '_http._tcp'),
          fc.constantFrom(...PODS),
          namespace,
          zone,
        )
        .map(([prefix, label, space, domain]) => join(prefix, label, space, 'pod', domain)),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        ...REVERSE,
        ...addresses.map((address) =>
          address.includes(':') ? reverse6(address) : reverse4(address),
        ),
      ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...APEX), zone)
        .map(([label, domain]) => join(label, domain)),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(namespace, zone).map(([space, domain]) => join(space, 'svc', domain)),
    },
    { weight: 1, arbitrary: fc.constantFrom('db.example.com', 'example.org') },
  );
  const change = fc.option(fc.tuple(fc.constantFrom(...CHANGES), fc.nat({ max: 9 })), {
    nil: undefined,
    freq: 2,
  });
  return fc
    .tuple(name, change, fc.constantFrom('A', 'A', 'AAAA', 'SRV', 'PTR', ...questionTypes))
    .map(([asked, changed, type]) => {
      const labels = asked.split('.');
      const [edit, at = 0] = changed ?? [];
      const result = edit ? edit(labels, at % labels.length) : labels;
      return { name: result.length === 0 ? '.' : `${result.join('.')}.`, type };
    });
}

function reverse4(address: string): string {
  return `${address.split('.').toReversed().join('.')}.in-addr.arpa`;
}

function reverse6(address: string): string {
  const [head = '', tail] = address.split('::');
  const left = head.split(':').filter((group) => group !== '');
  const right = (tail ?? '').split(':').filter((group) => group !== '');
  const middle = Array<string>(8 - left.length - right.length).fill('0');
  const digits = [...left, ...middle, ...right].map((group) => group.padStart(4, '0')).join('');
  return `${[...digits].toReversed().join('.')}.ip6.arpa`;
}
