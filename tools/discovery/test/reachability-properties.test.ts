import test from 'ava';
import fc from 'fast-check';
import { allows, parseAddresses } from '../src/index.ts';
import type { Party, Workload } from '../src/index.ts';
import { compareRows } from './reachability/compare-rows.ts';
import type { AnyRow } from './reachability/compare-rows.ts';
import { naiveAnswer } from './reachability/naive-answer.ts';
import type { AskedEnd } from './reachability/naive-answer.ts';
import { idOf, writeDirectory } from './reachability/plain-directory.ts';
import type { Directory } from './reachability/plain-directory.ts';
import { anyRule, directories, largeDirectories, policy } from './reachability/random-directory.ts';
import { readDirectory } from './reachability/read-directory.ts';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;

/** Both ends of every address range that a random directory can have, and their neighbours. */
const ADDRESSES = [
  '0.0.0.0',
  '9.255.255.255',
  '10.0.0.0',
  '10.0.255.255',
  '10.1.0.0',
  '10.1.2.3',
  '10.1.255.255',
  '10.2.0.0',
  '10.127.255.255',
  '10.128.0.0',
  '10.255.255.255',
  '11.0.0.0',
  '127.255.255.255',
  '128.0.0.0',
  '192.168.0.0',
  '192.168.255.255',
  '192.169.0.0',
  '255.255.255.253',
  '255.255.255.254',
  '255.255.255.255',
];

function numberOf(address: string): number {
  return address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
}

/** Every port that a directory mentions, and its neighbours. */
function portsIn(directory: Directory): number[] {
  const rules = directory.policies.flatMap(({ ingress, egress }) => [
    ...(ingress ?? []),
    ...(egress ?? []),
  ]);
  const numbers = [
    ...rules.flatMap(({ ports }) => (ports ?? []).flatMap(({ port, endPort }) => [port, endPort])),
    ...directory.workloads.flatMap(({ ports }) => ports.map(({ containerPort }) => containerPort)),
  ].filter((port) => typeof port === 'number');
  const around = numbers.flatMap((port) => [port - 1, port, port + 1]);
  return [...new Set([1, 65_535, ...around])].filter((port) => port > 0 && port < 65_536);
}

/** Rows as they would be asked for: by pair of ends. */
function lookUp(rows: readonly AnyRow[]): (from: string, to: string) => readonly AnyRow[] {
  const byPair = Map.groupBy(rows, ({ from, to }) =>
    [from, to].map((side) => (side.includes('/') && !/^\d/.test(side) ? side : 'outside')).join(),
  );
  return (from, to) => byPair.get(`${from},${to}`) ?? [];
}

/** Asks rows, `allowedBetween` and `explain` for the same, and the naive answer. */
function disagreement(directory: Directory, pairs: readonly (readonly [AskedEnd, AskedEnd])[]) {
  const { reachability, workloads } = readDirectory(writeDirectory(directory));
  const byId = new Map(workloads.map((workload): [string, Workload] => [workload.id, workload]));
  const rows = lookUp([...reachability.rows()]);
  const ports = portsIn(directory);
  const nameOf = (end: AskedEnd): string => {
    const asked = 'workload' in end ? directory.workloads[end.workload] : undefined;
    return asked && 'workload' in end ? idOf(asked, end.workload) : 'outside';
  };
  const partyOf = (end: AskedEnd): Party | Workload => {
    if ('address' in end) return { addresses: [BigInt(end.address), BigInt(end.address) + 1n] };
    return byId.get(nameOf(end)) ?? { addresses: [] };
  };
  for (const [turn, [from, to]] of pairs.entries()) {
    const [source, destination] = [partyOf(from), partyOf(to)];
    const between = reachability.allowedBetween(source, destination);
    const found = rows(nameOf(from), nameOf(to)).filter(
      (row) => hasAddress(row.from, from) && hasAddress(row.to, to),
    );
    const points = PROTOCOLS.flatMap((protocol) => ports.map((port) => ({ protocol, port })));
    const isOutside = 'address' in from || 'address' in to;
    for (const [index, { protocol, port }] of points.entries()) {
      if (isOutside && index % 4 !== turn % 4) continue;
      const expected = naiveAnswer(directory, from, to, protocol, port);
      const answers = {
        rows: found.some(({ connections }) => hasPort(connections, protocol, port)),
        between: allows(between, protocol, port),
        // Takes longer, so it is asked for some.
        explain:
          index % 16 === turn % 16
            ? reachability.explain(source, destination, protocol, port).allowed
            : expected,
      };
      if (Object.values(answers).some((answer) => answer !== expected)) {
        return { from, to, protocol, port, expected, answers };
      }
    }
  }
  return undefined;
}

function hasAddress(side: string, end: AskedEnd): boolean {
  if ('workload' in end) return true;
  const point = BigInt(end.address);
  const ranges = parseAddresses(side) ?? [];
  return ranges.some(
    (first, index) => index % 2 === 0 && point >= first && point < (ranges[index + 1] ?? 0n),
  );
}

function hasPort(connections: AnyRow['connections'], protocol: string, port: number): boolean {
  if (connections === 'All') return true;
  return connections.some((text) => {
    const [name, first, last = first] = text.split(/[ -]/);
    return name === protocol && port >= Number(first) && port <= Number(last);
  });
}

function allPairs(directory: Directory): (readonly [AskedEnd, AskedEnd])[] {
  const workloads = directory.workloads.map((_, workload): AskedEnd => ({ workload }));
  const addresses = ADDRESSES.map((address): AskedEnd => ({ address: numberOf(address) }));
  return [...workloads, ...addresses].flatMap((from) =>
    [...workloads, ...addresses]
      .filter((to) => to !== from && ('workload' in from || 'workload' in to))
      .map((to) => [from, to] as const),
  );
}

function check<Values extends unknown[]>(
  t: { log(text: string): void; is(actual: unknown, expected: unknown, message?: string): void },
  property: fc.IProperty<Values>,
  numRuns: number,
): void {
  const { failed, seed, counterexample, error, errorInstance } = fc.check(property, {
    numRuns,
  }) as fc.RunDetails<Values> & { error?: string };
  t.log(`${numRuns} runs, seed ${seed}`);
  const reason = errorInstance instanceof Error ? errorInstance.message : (error ?? '');
  t.is(failed ? `${reason}\n${fc.stringify(counterexample)}` : '', '', `seed ${seed}`);
}

test('the engine says what the rules say, port by port and address by address', (t) => {
  const property = fc.property(directories, (directory) => {
    const found = disagreement(directory, allPairs(directory));
    if (found) throw new Error(JSON.stringify(found));
  });
  check(t, property, 50);
});

test('the engine says so of hundreds of workloads', (t) => {
  const property = fc.property(
    largeDirectories,
    fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 40, maxLength: 40 }),
    (directory, numbers) => {
      const count = directory.workloads.length;
      const pairs = numbers.map(([from, to]): [AskedEnd, AskedEnd] => [
        { workload: from % count },
        { workload: (from + 1 + (to % (count - 1))) % count },
      ]);
      const found = disagreement(directory, pairs);
      if (found) throw new Error(JSON.stringify(found));
    },
  );
  check(t, property, 1);
});

/** The rows of a directory that are also in another one: all of them, if nothing was removed. */
function removed(before: Directory, after: Directory): string[] {
  const rows = (directory: Directory): AnyRow[] => [
    ...readDirectory(writeDirectory(directory)).reachability.rows(),
  ];
  const later = rows(after);
  return compareRows(later, [...later, ...rows(before)]);
}

test('another rule removes nothing, nor another policy of pods that are isolated already', (t) => {
  const property = fc.property(
    directories,
    anyRule,
    policy,
    fc.nat(),
    (directory, rule, another, at) => {
      const policies = directory.policies.map((one, index) =>
        index === at % directory.policies.length
          ? {
              ...one,
              // Without policyTypes the first rule of egress would isolate.
              policyTypes: one.policyTypes?.length
                ? one.policyTypes
                : (['Ingress', ...(one.egress?.length ? ['Egress' as const] : [])] as const),
              ingress: [...(one.ingress ?? []), rule],
              egress: [...(one.egress ?? []), rule],
            }
          : one,
      );
      const isolating = {
        namespace: another.namespace,
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'] as const,
        ingress: [],
        egress: [],
      };
      const isolated = { ...directory, policies: [...directory.policies, isolating] };
      const lost = [
        ...removed(directory, { ...directory, policies }),
        ...removed(isolated, { ...isolated, policies: [...isolated.policies, another] }),
      ];
      if (lost.length > 0) throw new Error(lost.join('\n'));
    },
  );
  check(t, property, 50);
});

test('the order of files, policies, rules, peers and ports changes nothing', (t) => {
  const property = fc.property(directories, (directory) => {
    const turn = (rules: Directory['policies'][number]['ingress']) =>
      rules?.toReversed().map(({ peers, ports }) => ({
        peers: peers?.toReversed(),
        ports: ports?.toReversed(),
      }));
    const turned = directory.policies.map((one) => ({
      ...one,
      ingress: turn(one.ingress),
      egress: turn(one.egress),
    }));
    const before = readDirectory(writeDirectory(directory));
    const files = Object.entries(writeDirectory({ ...directory, policies: turned }));
    const names = files.map(([name]) => name).toReversed();
    const after = readDirectory(
      Object.fromEntries(files.map(([, text], index) => [names[index] ?? '', text])),
    );
    const [a, b] = [before, after].map(({ reachability }) =>
      JSON.stringify([...reachability.rows()]),
    );
    if (a !== b) throw new Error(`${a}\n${b}`);
  });
  check(t, property, 50);
});
