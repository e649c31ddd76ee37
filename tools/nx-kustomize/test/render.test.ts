import test from 'ava';

import { commandLines, countFailed, linesAbout } from '../render.js';
import { settle } from '../settle.js';

/** What became of each overlay under a command that renders all or nothing. */
async function settled(
  overlays: readonly string[],
  broken: readonly string[],
): Promise<{ readonly results: Record<string, boolean>; readonly runs: number }> {
  let runs = 0;
  const results: Record<string, boolean> = {};
  const run = async (some: readonly string[]) => {
    runs++;
    return { failed: some.filter((overlay) => broken.includes(overlay)).length, output: '' };
  };
  for await (const { overlay, rendered } of settle(overlays, run)) {
    results[overlay] = rendered;
  }
  return { results, runs };
}

const overlays = Array.from({ length: 64 }, (_, i) => `overlays/dev/service-${i}`);

const settleCases: Readonly<Record<string, [broken: string[], atMostRuns: number]>> = {
  'none is broken': [[], 1],
  'one is broken': [overlays.slice(17, 18), 13],
  'the first and the last are broken': [[...overlays.slice(0, 1), ...overlays.slice(-1)], 25],
  'one half is broken': [overlays.slice(32), 3],
  'all are broken': [overlays, 1],
};

for (const [title, [broken, atMostRuns]] of Object.entries(settleCases)) {
  test(`each overlay has its own result where ${title}`, async (t) => {
    const { results, runs } = await settled(overlays, broken);
    const expected = overlays.map((overlay) => [overlay, !broken.includes(overlay)]);
    t.deepEqual(Object.entries(results), expected);
    t.true(runs <= atMostRuns, `${runs} runs`);
  });
}

test('no overlay, no run', async (t) => {
  t.deepEqual(await settled([], []), { results: {}, runs: 0 });
});

test('the command says how many failed; where it says nothing, all did', (t) => {
  t.is(
    countFailed('a.yaml:1:1: wrong (dev/a)\n2 of 7 overlays failed; nothing was written\n', 7),
    2,
  );
  t.is(countFailed('1 of 1 overlay failed; nothing was written\n', 1), 1);
  t.is(countFailed('there is no command render\n', 7), 7);
});

test('an overlay is told what concerns it', (t) => {
  const lines = {
    own: 'overlays/dev/a/kustomization.yaml:1:1: wrong (really) (dev/a)\n',
    other: 'overlays/dev/b/kustomization.yaml:1:1: wrong (dev/b)\n',
    both: 'base/x.yaml:3:1: wrong (dev/a, dev/b)\n',
    many: 'base/y.yaml:3:1: wrong (dev/c, dev/d, dev/e and 2 more)\n',
    summary: '7 of 9 overlays failed; nothing was written\n',
  };
  const output = Object.values(lines).join('');
  t.is(linesAbout('overlays/dev/a', output), lines.own + lines.both + lines.many);
  t.is(linesAbout('overlays/dev/f', output), lines.many);
});

test('command lines hold every overlay once, and no more than fits', (t) => {
  const many = Array.from({ length: 10_000 }, (_, i) => `overlays/dev/service-${i}`);
  const lines = commandLines(many);
  t.deepEqual(lines.flat(), many);
  t.true(lines.length > 1);
  for (const line of lines) t.true(line.join(' ').length <= 120_000);
  t.deepEqual(commandLines(overlays), [overlays]);
  t.deepEqual(commandLines([]), []);
});
