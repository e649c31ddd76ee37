import test from 'ava';
import fc from 'fast-check';
import { printFilter } from '../src/netpol/nft/print-filter.ts';
import { makeFilter } from '../src/netpol/rules/make-filter.ts';
import type { JsonObject } from 'kustomize-ts';
import { cases, namespaces, pods } from './netpol/cases.ts';
import type { Case } from './netpol/cases.ts';
import { judge } from './netpol/judge.ts';
import type { Packet } from './netpol/judge.ts';
import { predict } from './netpol/predict.ts';
import { OTHERS, podAddresses, POD_NETWORKS, randomCluster } from './netpol/random-cluster.ts';

const PORTS = [53, 80, 82, 8080, 65_535];
const ASKED_PORTS = [1, 53, 79, 80, 81, 82, 8080, 65_535];
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;
const POD_COUNT = 5;

const cluster = randomCluster({ pods: POD_COUNT, ports: PORTS });
const address = fc.constantFrom(
  ...Array.from({ length: POD_COUNT }, (_, index) => podAddresses(index)).flat(),
  ...OTHERS,
);
const packet = fc
  .record({
    from: address,
    to: address,
    protocol: fc.constantFrom(...PROTOCOLS),
    port: fc.constantFrom(...ASKED_PORTS),
  })
  .filter(({ from, to }) => from.includes(':') === to.includes(':'));

test('a filter and the model of discovery judge alike', (t) => {
  const seen = { allowed: 0, refused: 0 };
  fc.assert(
    fc.property(cluster, fc.array(packet, { minLength: 60, maxLength: 60 }), (objects, packets) => {
      const filter = makeFilter(objects);
      const isAllowed = predict(objects);
      for (const one of packets) {
        const expected = isAllowed(one);
        seen[expected ? 'allowed' : 'refused'] += 1;
        if (judge(filter, one) !== expected) {
          throw new Error(`${JSON.stringify(one)}: predicted ${expected}`);
        }
      }
    }),
    { numRuns: 150 },
  );
  t.log(seen);
  t.true(seen.allowed > 500 && seen.refused > 500);
});

test('the order of objects does not change the text', (t) => {
  fc.assert(
    fc.property(cluster, (objects) => {
      const turned = {
        namespaces: objects.namespaces.toReversed(),
        pods: objects.pods.toReversed(),
        policies: objects.policies.toReversed(),
      };
      const [one, other] = [objects, turned].map((each) =>
        printFilter(makeFilter(each, POD_NETWORKS)),
      );
      return one === other;
    }),
  );
  t.pass();
});

for (const { title, policies, allowed, refused } of cases) {
  test(title, (t) => {
    const filter = makeFilter(clusterOf(policies));
    t.deepEqual(
      [...allowed, ...refused].filter((line) => judge(filter, readPacket(line))),
      allowed,
    );
  });
}

test('while a pod is isolated, addresses that are not known yet have no connections', (t) => {
  const isolated = clusterOf([['backend', { podSelector: {} }]]);
  const closed = makeFilter(isolated, ['10.42.0.0/16']);
  t.false(judge(closed, readPacket('10.42.1.9 -> web TCP 80')));
  t.false(judge(closed, readPacket('web -> 10.42.1.9 TCP 80')));
  t.false(judge(closed, readPacket('web -> job TCP 80')));
  t.true(judge(closed, readPacket('web -> other TCP 80')));
  t.true(judge(closed, readPacket('web -> 192.0.2.1 TCP 80')));
  const open = makeFilter(clusterOf([]), ['10.42.0.0/16']);
  t.true(judge(open, readPacket('10.42.1.9 -> web TCP 80')));
});

test('an address belongs to the younger of two pods', (t) => {
  const status = { phase: 'Running', podIPs: [{ ip: '10.42.1.2' }] };
  const successor = (creationTimestamp: string): JsonObject => ({
    metadata: { namespace: 'frontend', name: 'successor', creationTimestamp },
    spec: {},
    status,
  });
  const base = clusterOf([['backend', { podSelector: {} }]]);
  const judgeWith = (extra: JsonObject): boolean =>
    judge(
      makeFilter({ ...base, pods: [extra, ...base.pods.map(withAge)] }),
      readPacket('web -> 10.42.1.2 TCP 80'),
    );
  t.true(judgeWith(successor('2026-01-02T00:00:02Z')));
  t.false(judgeWith(successor('2026-01-02T00:00:00Z')));
});

function withAge(one: JsonObject): JsonObject {
  const metadata = one['metadata'];
  return {
    ...one,
    metadata: { ...Object(metadata), creationTimestamp: '2026-01-02T00:00:01Z' },
  };
}

function clusterOf(policies: Case['policies']) {
  return {
    namespaces,
    pods,
    policies: policies.map(([namespace, spec], index) => ({
      metadata: { namespace, name: `policy-${index}` },
      spec,
    })),
  };
}

const ADDRESSES = new Map([
  ['web', '10.42.1.1'],
  ['other', '10.42.2.1'],
  ['api', '10.42.1.2'],
  ['db', '10.42.2.2'],
  ['job', '10.42.2.3'],
  ['agent', '10.200.0.12'],
]);

function readPacket(line: string): Packet {
  const [from = '', , to = '', protocol, port] = line.split(' ');
  const found = (['TCP', 'UDP', 'SCTP'] as const).find((name) => name === protocol);
  if (!found) throw new Error(`${line}: no protocol`);
  const addressOf = (end: string): string => ADDRESSES.get(end) ?? end;
  return { from: addressOf(from), to: addressOf(to), protocol: found, port: Number(port) };
}
