import process from 'node:process';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import type { PublishInput } from '@fingerpost/publish';

import type { Double, DoubleRepository } from './double/double.ts';
import {
  badCredentials,
  conflict,
  reset,
  secondaryLimit,
  serverError,
  unprocessable,
} from './double/faults.ts';
import type { Fault } from './double/faults.ts';
import { ask } from './double/git/run.ts';
import { useDouble } from './double/use-double.ts';
import { personAt } from './publishing/people.ts';
import type { Sight } from './publishing/people.ts';
import { assertNoSecrets, inputOf, run, UNITS } from './publishing/publisher.ts';

const PROTECTION = { checks: ['fingerpost/rendered', 'ci'] };

/** The first publish, with everything that can be written: three rounds of annotations, and auto-merge. */
const INPUT = inputOf(UNITS, {
  merge: 'when-green',
  check: {
    ...inputOf(UNITS).check,
    annotations: Array.from({ length: 120 }, (_, index) => ({
      path: 'go-server/manifest.yaml',
      line: index + 1,
      level: 'notice',
      message: `Number ${index}`,
    })),
  },
});

/** The same for GitOps Promoter: a branch, its note and the check. */
const PUSH = { ...INPUT, pushOnly: { drySha: 'a'.repeat(40), check: true } };

const INPUTS = { 'a pull request': INPUT, 'a push alone': PUSH };

interface Outcome {
  readonly sight: Sight;
  readonly autoMerge: string | undefined;
  /** Of the proposal, as git shows it. */
  readonly note: string | undefined;
}

async function begin(double: Double): Promise<DoubleRepository> {
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  repository.protect('environment/dev', PROTECTION);
  return repository;
}

/** What there is once all is well, and that a further run finds nothing to do. */
async function settle(
  t: ExecutionContext,
  double: Double,
  repository: DoubleRepository,
  input: PublishInput,
): Promise<Outcome> {
  double.clearFaults();
  await run(double, repository, input);
  const idle = await run(double, repository, input);
  t.is(idle.writes, 0);
  const sight = await personAt(double, repository).look();
  const args = ['notes', '--ref=hydrator.metadata', 'show', input.branches.proposal];
  const note = ask(repository.gitDirectory, args);
  return { sight, autoMerge: repository.pulls[0]?.autoMerge?.title, note };
}

/** A publisher waits most of its time, so several work at once, each with a GitHub of its own. */
async function several<T>(
  t: ExecutionContext,
  cases: readonly T[],
  work: (double: Double, one: T) => Promise<void>,
): Promise<void> {
  const left = [...cases];
  const worker = async () => {
    const double = await useDouble(t);
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(double, one);
  };
  await Promise.all(Array.from({ length: Math.min(4, cases.length) }, worker));
}

/** Everything but the ids of commits. */
function assertSame(t: ExecutionContext, found: Outcome, expected: Outcome, what: string): void {
  t.deepEqual(found, expected, what);
}

/**
 * All pairs of a trouble and a write are hundreds of runs on real repositories, ten minutes of them: each test run takes a
 * few, and a few kills, `FINGERPOST_FAULTS=all` all.
 */
const IS_ALL = process.env['FINGERPOST_FAULTS'] === 'all';
const PAIR_STEP = IS_ALL ? 1 : 37;
const KILL_STEP = IS_ALL ? 1 : 13;

const TROUBLES: readonly (Pick<Fault, 'trouble' | 'when' | 'times'> & { readonly name: string })[] =
  [
    { name: '502 before it', trouble: serverError() },
    { name: '502 after it', trouble: serverError(), when: 'after' },
    { name: '503 for long', trouble: serverError(503), times: 20 },
    { name: 'connection broken before it', trouble: reset },
    { name: 'connection broken after it', trouble: reset, when: 'after' },
    { name: 'secondary limit, 403', trouble: secondaryLimit() },
    { name: 'secondary limit, 429', trouble: secondaryLimit(1, 429) },
    { name: '401', trouble: badCredentials() },
    { name: '409', trouble: conflict() },
    { name: '422', trouble: unprocessable() },
  ];

for (const [what, input] of Object.entries<PublishInput>(INPUTS)) {
  test(`${what}: whatever happens to any write, one more run heals it`, async (t) => {
    t.timeout(3_600_000);
    const double = await useDouble(t);
    const first = await begin(double);
    await run(double, first, input);
    const writes = double.exchanges
      .filter(({ isWrite }) => isWrite)
      .map(({ operation }) => operation);
    t.log(writes.join(' '));
    const expected = await settle(t, double, first, input);
    t.is(expected.sight.pulls.length, input.pushOnly ? 0 : 1);
    t.is(expected.note !== undefined, input.pushOnly !== undefined);

    const cases = TROUBLES.flatMap(({ name, ...trouble }, index) =>
      writes.map((operation, at) => ({
        name,
        fault: { on: 'write', nth: at + 1, ...trouble },
        told: `${name}: write ${at + 1}, ${operation}`,
        turn: index * writes.length + at + 1,
      })),
    ).filter(({ turn }) => turn % PAIR_STEP === 0);
    const outcomes = new Map<string, number>();
    await several(t, cases, async (other, { name, fault, told }) => {
      const repository = await begin(other);
      other.inject(fault);
      let outcome = 'went through';
      try {
        await run(other, repository, input);
      } catch {
        outcome = 'stopped';
      }
      const key = `${name}: ${outcome}`;
      outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
      assertSame(t, await settle(t, other, repository, input), expected, told);
    });
    for (const [key, count] of outcomes) t.log(key, count);
  });

  test(`${what}: killed after any request, one more run ends in the same state`, async (t) => {
    t.timeout(3_600_000);
    const double = await useDouble(t);
    const first = await begin(double);
    const { requests } = await run(double, first, input);
    const expected = await settle(t, double, first, input);
    t.log(`${requests} requests`);
    const moments = Array.from({ length: requests - 1 }, (_, index) => index + 1);
    const chosen = moments.filter((_, index) => index % KILL_STEP === 0);
    await several(t, chosen, async (other, alive) => {
      const repository = await begin(other);
      let left = alive;
      const fetch: typeof globalThis.fetch = (address, init) => {
        left -= 1;
        return left >= 0
          ? globalThis.fetch(address, init)
          : Promise.reject(new TypeError('killed'));
      };
      await t.throwsAsync(run(other, repository, input, { fetch }), undefined, `after ${alive}`);
      assertSame(
        t,
        await settle(t, other, repository, input),
        expected,
        `killed after ${alive} requests`,
      );
    });
  });
}

test.after('no secret in what was said', assertNoSecrets);
