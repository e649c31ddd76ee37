import test from 'ava';
import fc from 'fast-check';
import { judgeSpread } from '../src/probe/balance/judge-spread.ts';
import { judgeLookup } from '../src/probe/dns/judge-lookup.ts';
import { judgeReply } from '../src/probe/dns/judge-reply.ts';
import { compareClocks } from '../src/probe/failover/compare-clocks.ts';
import { judgeFailover } from '../src/probe/failover/judge-failover.ts';
import type { Judgement, Seen } from '../src/probe/probe.ts';
import type { Answer } from '../src/probe/prober/question.ts';
import { judgeConnection } from '../src/probe/reachability/judge-connection.ts';
import type { Expected } from '../src/probe/reachability/expected.ts';
import { fitEqualChances } from '../src/probe/statistics/chi-square.ts';
import { upperGamma } from '../src/probe/statistics/gamma.ts';
import { QUIET } from './probe-double.ts';

const STALLED = { ...QUIET, control: { ...QUIET.control, max: 4000 } };
const BUSY = { ...QUIET, after: 20 };
const resolvConf = { nameservers: ['10.43.0.10'], searches: [], ndots: 5 };

function seen(load = QUIET, wasOpen = false): Seen {
  return { load, resolvConf, wasOpen: () => wasOpen };
}

/** `agrees`, or with `?` where it is asked again. */
function short({ verdict, again }: Judgement): string {
  return again ? `${verdict}?` : verdict;
}

test('upper tails of the chi-square distribution', (t) => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4: critical values to three decimals.
  for (const [degrees, p, critical] of [
    [1, 0.1, 2.706],
    [1, 0.05, 3.841],
    [1, 0.001, 10.828],
    [2, 0.05, 5.991],
    [5, 0.01, 15.086],
    [10, 0.001, 29.588],
    [30, 0.05, 43.773],
    [100, 0.05, 124.342],
    [100, 0.001, 149.449],
  ] as const) {
    const tail = upperGamma(degrees / 2, critical / 2);
    t.true(Math.abs(tail - p) < p * 2e-3, `${degrees} degrees, ${critical}: ${tail}`);
  }
});

test('the incomplete gamma function holds to its closed forms', (t) => {
  const positive = fc.double({ min: 1e-6, max: 500, noNaN: true });
  const order = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(order, positive, (n, x) => {
      // For a whole number: the chance of fewer than n events where x are expected (Poisson).
      let term = Math.exp(-x);
      let sum = term;
      for (let event = 1; event < n; event += 1) {
        term *= x / event;
        sum += term;
      }
      return Math.abs(upperGamma(n, x) - sum) < 1e-10;
    }),
  );
  fc.assert(
    fc.property(fc.double({ min: 0.5, max: 100, noNaN: true }), positive, positive, (a, x, y) => {
      const [less, more] = [Math.min(x, y), Math.max(x, y)];
      const [high, low] = [upperGamma(a, less), upperGamma(a, more)];
      return high >= low - 1e-12 && high <= 1 + 1e-12 && low >= -1e-12;
    }),
  );
  t.pass();
});

test('even and uneven counts', (t) => {
  const p = (...counts: number[]): number => Number(fitEqualChances(counts).p.toFixed(4));
  // 44 and 56 of 100: (6² / 50) twice.
  t.is(fitEqualChances([44, 56]).chiSquare, 1.44);
  t.is(p(44, 56), 0.2301);
  t.is(p(100, 100, 100), 1);
  t.is(p(300), 1);
  t.is(p(), 1);
  t.is(p(0, 0), 1);
  t.true(p(331, 323, 346) > 0.5);
  t.true(p(200, 100) < 0.001);
  t.true(p(300, 0) < 0.001);
});

test('chance is seldom taken for a preference, and a preference seldom for chance', (t) => {
  const drawn = (next: () => number, shares: readonly number[]): number[] => {
    const counts = shares.map(() => 0);
    for (let n = 0; n < 150 * shares.length; n += 1) {
      let left = next();
      const at = shares.findIndex((share) => (left -= share) < 0);
      const place = at < 0 ? shares.length - 1 : at;
      counts[place] = (counts[place] ?? 0) + 1;
    }
    return counts;
  };
  // The same numbers in every run (mulberry32).
  let state = 20_261_121;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const found = (shares: readonly number[]): number =>
    Array.from({ length: 1000 }).filter(() => fitEqualChances(drawn(next, shares)).p < 0.001)
      .length;
  t.true(found([1 / 3, 1 / 3, 1 / 3]) <= 5);
  t.true(found([0.65, 0.35]) > 900);
});

test('connections', (t) => {
  const asked = { network: 'tcp', address: '10.0.0.1:80' } as const;
  const verdict = (expected: Expected, result: string, load = QUIET, wasOpen = false): string =>
    short(judgeConnection(expected, asked, { result, took: 1 }, seen(load, wasOpen)));
  const table: Record<string, Record<string, string>> = {};
  for (const expected of [
    'open',
    'arrives',
    'denied',
    'refused',
    'timeout',
    'closed',
    'open-or-denied',
  ] as const) {
    table[expected] = Object.fromEntries(
      ['open', 'refused', 'timeout', 'unreachable', 'name-failed'].map((result) => [
        result,
        verdict(expected, result),
      ]),
    );
  }
  const [yes, no, again] = ['agrees', 'disagrees', 'disagrees?'];
  t.deepEqual(table, {
    open: { open: yes, refused: again, timeout: again, unreachable: again, 'name-failed': again },
    arrives: { open: yes, refused: yes, timeout: again, unreachable: again, 'name-failed': again },
    denied: {
      open: no,
      refused: 'not-conclusive',
      timeout: yes,
      unreachable: yes,
      'name-failed': again,
    },
    refused: { open: no, refused: yes, timeout: again, unreachable: again, 'name-failed': again },
    timeout: { open: no, refused: again, timeout: yes, unreachable: yes, 'name-failed': again },
    closed: { open: no, refused: yes, timeout: yes, unreachable: yes, 'name-failed': again },
    'open-or-denied': {
      open: yes,
      refused: again,
      timeout: yes,
      unreachable: yes,
      'name-failed': again,
    },
  });
  // Where a time-out may be the machine's it says nothing, predicted or not; what is answered was answered.
  t.is(verdict('open', 'timeout', STALLED), 'not-conclusive?');
  t.is(verdict('denied', 'timeout', STALLED), 'not-conclusive?');
  t.is(verdict('denied', 'open', STALLED), 'disagrees');
  t.is(verdict('open', 'open', STALLED), 'agrees');
  t.is(verdict('open', 'not-asked'), 'not-conclusive?');
  // Something listens there: who refuses is the policy.
  t.is(verdict('denied', 'refused', QUIET, true), 'agrees');
  const udp = { network: 'udp', address: '10.0.0.1:53' } as const;
  const silent = { result: 'timeout', took: 3000 };
  t.is(short(judgeConnection('open', udp, silent, seen())), 'not-conclusive?');
  t.is(short(judgeConnection('open', udp, silent, seen(QUIET, true))), 'disagrees?');
});

test('replies of the name server', (t) => {
  const record = (value: string, ttl = 5) => ({ name: 'web.shop.', type: 'A', value, ttl });
  const expected = { rcode: 'NOERROR', records: [record('10.0.0.1'), record('10.0.0.2')] } as const;
  const verdict = (answer: Partial<Answer>, load = QUIET): string =>
    short(judgeReply(expected, { result: 'answered', took: 1, ...answer }, seen(load)));
  const both = [record('10.0.0.2', 3), record('10.0.0.1', 3)];
  t.is(verdict({ rcode: 'NOERROR', records: both }), 'agrees');
  t.is(verdict({ rcode: 'NOERROR', records: both.slice(1) }), 'disagrees');
  t.is(verdict({ rcode: 'NOERROR', records: [...both, record('10.0.0.3')] }), 'disagrees');
  t.is(verdict({ rcode: 'NOERROR' }), 'disagrees');
  t.is(verdict({ rcode: 'NXDOMAIN' }), 'disagrees');
  t.is(
    verdict({ rcode: 'NOERROR', records: both.map((one) => ({ ...one, ttl: 30 })) }),
    'disagrees',
  );
  t.is(verdict({ result: 'timeout' }), 'disagrees?');
  t.is(verdict({ result: 'timeout' }, STALLED), 'not-conclusive?');
  t.is(verdict({ result: 'not-asked' }), 'not-conclusive?');
  const empty = { rcode: 'NOERROR', records: [] } as const;
  t.is(
    judgeReply(empty, { result: 'answered', took: 1, rcode: 'NOERROR' }, seen()).verdict,
    'agrees',
  );
});

test('lookups of programs', (t) => {
  const found = { outcome: 'found', addresses: ['10.0.0.2', '10.0.0.1'] } as const;
  const verdict = (
    expected: Parameters<typeof judgeLookup>[0],
    result: string,
    addresses?: readonly string[],
    load = QUIET,
  ): string =>
    short(judgeLookup(expected, { result, took: 1, ...(addresses && { addresses }) }, seen(load)));
  t.is(verdict(found, 'found', ['10.0.0.1', '10.0.0.2']), 'agrees');
  t.is(verdict(found, 'found', ['10.0.0.1']), 'disagrees');
  t.is(verdict(found, 'name-not-found'), 'disagrees?');
  t.is(verdict({ outcome: 'not-found' }, 'name-not-found'), 'agrees');
  t.is(verdict({ outcome: 'no-data' }, 'name-not-found'), 'agrees');
  t.is(verdict({ outcome: 'not-found' }, 'name-timeout'), 'disagrees?');
  t.is(verdict({ outcome: 'not-found' }, 'found', ['10.0.0.1']), 'disagrees');
  t.is(verdict({ outcome: 'timeout' }, 'name-timeout'), 'agrees');
  t.is(verdict({ outcome: 'timeout' }, 'found', ['10.0.0.1']), 'disagrees');
  t.is(verdict({ outcome: 'timeout' }, 'name-timeout', undefined, STALLED), 'not-conclusive?');
  // What a name server outside the cluster says is nobody's prediction, but for an address of the cluster.
  const unknown = { outcome: 'unknown', ofCluster: new Set(['10.43.0.7']) } as const;
  t.is(verdict(unknown, 'name-timeout', undefined, STALLED), 'skipped');
  t.is(verdict(unknown, 'name-timeout'), 'skipped');
  t.is(verdict(unknown, 'name-not-found'), 'skipped');
  t.is(verdict(unknown, 'name-failed'), 'skipped');
  t.is(verdict(unknown, 'not-asked'), 'not-conclusive?');
  t.is(verdict(unknown, 'found', ['192.0.2.1']), 'skipped');
  t.is(verdict(unknown, 'found', ['192.0.2.1', '10.43.0.7']), 'disagrees');
});

test('spread connections', (t) => {
  const each = { hosts: ['a', 'b'], picks: 'each', port: 8080, times: 300 } as const;
  const verdict = (answer: Partial<Answer>, load = QUIET, expected = each): string =>
    short(judgeSpread(expected, { result: 'done', took: 1, sent: 300, ...answer }, seen(load)));
  t.is(verdict({ hosts: { a: 160, b: 140 } }), 'agrees');
  t.is(verdict({ hosts: { a: 160, b: 140 }, ports: { 8080: 300 } }), 'agrees');
  t.is(verdict({ hosts: { a: 160, b: 140 } }, STALLED), 'agrees');
  t.is(verdict({ hosts: { a: 300 } }), 'disagrees?');
  t.is(verdict({ hosts: { a: 100, b: 100, c: 100 } }), 'disagrees');
  t.is(verdict({ hosts: { a: 150, b: 150 }, ports: { 80: 300 } }), 'disagrees');
  t.is(verdict({ hosts: { a: 150, b: 149 }, failed: { timeout: 1 } }), 'disagrees?');
  t.is(verdict({ hosts: { a: 150, b: 149 }, failed: { closed: 1 } }), 'disagrees?');
  t.is(verdict({ hosts: { a: 150, b: 149 }, failed: { timeout: 1 } }, STALLED), 'not-conclusive?');
  t.is(verdict({ sent: 0 }), 'not-conclusive?');
  for (const why of ['closed', 'not-http', 'reset', 'silent']) {
    t.is(verdict({ sent: 3, failed: { [why]: 3 } }), 'skipped', why);
  }
  t.is(verdict({ sent: 3, failed: { timeout: 3 } }), 'disagrees?');
  t.is(verdict({ hosts: { '': 300 } }), 'skipped');
  // Two connections are as even as can be, and one keeps its pod: neither says anything.
  t.is(verdict({ sent: 2, hosts: { a: 1, b: 1 } }), 'not-conclusive?');
  const one = { ...each, picks: 'one', times: 50 } as const;
  t.is(
    short(judgeSpread(one, { result: 'done', took: 1, sent: 1, hosts: { a: 1 } }, seen())),
    'not-conclusive?',
  );
  const kept = (hosts: Record<string, number>): string =>
    short(judgeSpread(one, { result: 'done', took: 1, sent: 50, hosts }, seen()));
  t.is(kept({ b: 50 }), 'agrees');
  t.is(kept({ a: 1, b: 49 }), 'disagrees');
});

test('clocks are compared as exactly as one reading allows', (t) => {
  t.deepEqual(compareClocks(1005, 1000, 1010), { ahead: 0, within: 10 });
  t.deepEqual(compareClocks(5000, 1000, 1010), { ahead: 3990, within: 10 });
  t.deepEqual(compareClocks(500, 1000, 1010), { ahead: -500, within: 10 });
});

test('failovers', (t) => {
  const lost = (...times: number[]): Partial<Answer> => ({
    failed: { refused: times.length },
    failures: times.map((at) => ({ at, why: 'refused' })),
  });
  const judge = (
    answer: Partial<Answer>,
    load = QUIET,
    kind: 'cut' | 'delete' | 'kill' = 'delete',
    at = 3000,
  ): Judgement =>
    judgeFailover(
      kind,
      { result: 'done', took: 1, sent: 1000, hosts: { a: 900 }, ...answer },
      load,
      { at, every: 20, exact: 20 },
    );
  t.like(judge({}), { verdict: 'agrees', figures: { lost: 0, window: 0 } });
  t.like(judge(lost(3100, 3300)), { verdict: 'agrees', figures: { lost: 2, window: 220 } });
  t.like(judge(lost(3100, 4500)), { verdict: 'disagrees', figures: { window: 1420 } });
  t.is(judge(lost(3100, 4500), BUSY).verdict, 'not-conclusive');
  t.is(judge(lost(3100, 4500), QUIET, 'kill').verdict, 'agrees');
  // Longer than is promised of failovers, and not longer than it should take: a busy machine decides neither.
  t.is(judge(lost(3100, 4500), BUSY, 'kill').verdict, 'not-conclusive');
  t.is(judge(lost(3100, 3300), BUSY, 'kill').verdict, 'agrees');
  t.is(judge(lost(3100, 6500), QUIET, 'kill').verdict, 'disagrees');
  t.is(judge(lost(3100, 53_000), BUSY, 'cut').verdict, 'agrees');
  t.is(judge(lost(3100, 3300), STALLED).verdict, 'not-conclusive');
  t.like(judge(lost(2970, 3300)), { verdict: 'not-conclusive', figures: { lostBefore: 1 } });
  t.like(judge(lost(1000, 3300)), { verdict: 'not-conclusive', figures: { lostBefore: 1 } });
  t.like(judge(lost(3100, 53_000), QUIET, 'cut'), {
    verdict: 'agrees',
    figures: { nodeWindow: 49_920 },
  });
  t.is(judge(lost(3100, 80_000), QUIET, 'cut').verdict, 'disagrees');
  // One by one after the endpoints are right; not so many that they are not.
  const dense = Array.from({ length: 250 }, (_, index) => 3100 + index * 200);
  t.like(judge(lost(...dense, 63_000, 70_000), QUIET, 'cut'), {
    verdict: 'agrees',
    figures: { nodeWindow: 49_820, lost: 252, late: 2 },
  });
  t.is(judge(lost(...dense, 69_000, 70_000, 71_000), QUIET, 'cut').verdict, 'disagrees');
  t.is(judge(lost(...dense, 63_000), QUIET, 'kill').verdict, 'disagrees');
  t.is(judge({ sent: 0 }).verdict, 'not-conclusive');
  // The watch began when it was over.
  t.is(judge({}, QUIET, 'delete', -500).verdict, 'not-conclusive');
  t.is(judge({ hosts: {}, failed: { silent: 1000 }, failures: [] }).verdict, 'skipped');
});
