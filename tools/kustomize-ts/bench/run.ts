/**
 * Measures this engine beside the real kustomize, on this machine and in this run:
 * `node tools/kustomize-ts/bench/run.ts [--runs N]`. The results replace the table in docs/performance.md.
 * The binary is taken from KUSTOMIZE, else from the PATH; without it only this engine is measured and the page is left
 * as it is. Takes some ten minutes, nearly all of them kustomize's.
 */
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { Outcome } from './build-overlays.ts';
import { findKustomize, runCommand } from './command.ts';
import { generateLarge } from './generate-large.ts';
import { generateMonorepo } from './generate-monorepo.ts';
import { formatTable, ratioOf } from './result.ts';
import type { Result } from './result.ts';
import { spreadOf } from './spread.ts';
import type { Spread } from './spread.ts';

const repository = path.resolve(import.meta.dirname, '..', '..', '..');
const page = path.join(repository, 'docs', 'performance.md');
const bin = path.join(repository, 'node_modules', '.bin', 'kustomize-ts');

const BEGIN = '<!-- benchmark -->\n';
const END = '<!-- /benchmark -->';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '3' } } });
const runs = Number(values.runs);
const kustomize = findKustomize();
const temporary = mkdtempSync(path.join(tmpdir(), 'kustomize-ts-bench-'));

/** Runs something several times. */
function repeat(times: number, run: () => number): Spread {
  return spreadOf(Array.from({ length: times }, run));
}

/** The same for both in turn, so that what else the machine does meets both alike. */
function repeatBoth(
  times: number,
  own: () => number,
  other: (binary: string) => number,
): Pick<Result, 'own' | 'kustomize'> {
  const samples: { own: number[]; other: number[] } = { own: [], other: [] };
  for (let i = 0; i < times; i++) {
    samples.own.push(own());
    if (kustomize) samples.other.push(other(kustomize));
  }
  return {
    own: spreadOf(samples.own),
    kustomize: kustomize ? spreadOf(samples.other) : undefined,
  };
}

function buildAll(
  monorepo: string,
  ...flags: string[]
): { readonly milliseconds: number; readonly outcome: Outcome } {
  const script = path.join(import.meta.dirname, 'build-overlays.ts');
  const { milliseconds, stdout } = runCommand(process.execPath, [script, monorepo, ...flags]);
  return { milliseconds, outcome: JSON.parse(stdout.toString()) as Outcome };
}

function manyOverlays(monorepo: string): Result {
  const overlays = globSync('overlays/*/*/kustomization.yaml', { cwd: monorepo });
  const input = overlays.map((file) => `${path.dirname(file)}\n`).join('');
  let bytes = buildAll(monorepo).outcome.bytes;
  const times = repeatBoth(
    runs,
    () => buildAll(monorepo).milliseconds,
    (binary) => {
      const args = ['-P2', '-n1', binary, 'build'];
      const { milliseconds, stdout } = runCommand('xargs', args, { cwd: monorepo, input });
      if (stdout.length !== bytes) throw new Error('kustomize printed something else');
      return milliseconds;
    },
  );
  const result = {
    what: `${overlays.length} overlays, cold; kustomize one by one under \`xargs -P2\``,
    ...times,
  };
  return { ...result, goal: goalOfRatio(result, 40) };
}

/** The same with every value traced; each run beside one without, so that both meet the same machine. */
function tracing(monorepo: string): Result {
  const samples: { traced: number[]; plain: number[] } = { traced: [], plain: [] };
  for (let i = 0; i < 3 * runs; i++) {
    samples.plain.push(buildAll(monorepo).milliseconds);
    samples.traced.push(buildAll(monorepo, '--trace').milliseconds);
  }
  const own = spreadOf(samples.traced);
  const growth = own.median / spreadOf(samples.plain).median;
  return {
    what: 'the same overlays, cold, with `trace`',
    own,
    measured: `${growth.toFixed(2)} times as long as without`,
    goal: { text: 'twice as long', met: growth <= 2 },
  };
}

function goalOfRatio(result: Result, least: number): NonNullable<Result['goal']> {
  const ratio = ratioOf(result);
  const text = least === 1 ? 'not slower' : `${least} times`;
  return { text, met: ratio === undefined ? undefined : ratio >= least };
}

function warmOverlay(monorepo: string): Result {
  const script = path.join(import.meta.dirname, 'build-warm.ts');
  const { stdout } = runCommand(process.execPath, [script, monorepo, '500']);
  const own = spreadOf(JSON.parse(stdout.toString()) as number[]);
  return {
    what: 'one overlay in a warm process, nothing cached',
    own,
    goal: { text: '2 ms', met: own.median <= 2 },
  };
}

function oneProcess(monorepo: string): Result {
  if (!existsSync(bin)) throw new Error(`${bin} is missing: run npm ci`);
  const overlay = path.join(monorepo, 'overlays', 'prod', 'svc-0001');
  runCommand(bin, ['build', overlay]);
  const result = {
    what: 'one overlay, a process: `node_modules/.bin/kustomize-ts build`',
    ...repeatBoth(
      10 * runs,
      () => runCommand(bin, ['build', overlay]).milliseconds,
      (binary) => runCommand(binary, ['build', overlay]).milliseconds,
    ),
  };
  return { ...result, goal: goalOfRatio(result, 1) };
}

function tenfold(thousand: Spread): Result {
  const monorepo = path.join(temporary, 'tenfold');
  const overlays = generateMonorepo(monorepo, 5000);
  let peak = 0;
  const own = repeat(runs, () => {
    const { milliseconds, outcome } = buildAll(monorepo);
    peak = Math.max(peak, outcome.peak);
    return milliseconds;
  });
  const growth = own.median / thousand.median;
  return {
    what: `${overlays} overlays, cold`,
    own,
    measured: `${growth.toFixed(1)} times the 1000, ${Math.round(peak / 2 ** 20)} MiB`,
    goal: { text: '11 times the 1000, 1 GiB', met: growth <= 11 && peak <= 2 ** 30 },
  };
}

function largeBuild(resources: number): Result {
  const folder = path.join(temporary, `large-${resources}`);
  const count = generateLarge(folder, resources);
  const build = (binary: string): number => runCommand(binary, ['build', folder]).milliseconds;
  const what = `one kustomization with ${count} resources, a process`;
  const own = repeat(runs, () => build(bin));
  // kustomize needs more than a minute here, and four times as long for twice as much.
  if (!kustomize || resources !== 4000) return { what, own };
  return { what, own, kustomize: repeat(1, () => build(kustomize)) };
}

/** Growth of the time from the smallest to the largest build, beside that of the resources. */
function goalOfGrowth(large: readonly Result[]): Result[] {
  return large.map((result, i) => {
    const before = large[i - 1];
    if (!before) return result;
    const growth = result.own.median / before.own.median;
    const text = 'twice the resources: 2.2 times the time';
    return {
      ...result,
      measured: `${growth.toFixed(1)} times the ${before.what.match(/\d+/)?.[0]}`,
      goal: { text, met: growth <= 2.2 },
    };
  });
}

function writePage(table: string): void {
  const text = readFileSync(page, 'utf8');
  const [start, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`${page} lacks the marks around the table`);
  const [cpu] = cpus();
  const machine = `${availableParallelism()} × ${cpu?.model.trim()}, ${process.platform}, Node ${process.versions.node}`;
  const measured = `Minimum / median / maximum, ${machine}.`;
  writeFileSync(
    page,
    `${text.slice(0, start + BEGIN.length)}\n${measured}\n\n${table}${text.slice(end)}`,
  );
}

try {
  if (!kustomize) {
    console.error(
      'kustomize v5.8.1 is not there: only kustomize-ts is measured. Install it with go install, or name it in KUSTOMIZE',
    );
  }
  const monorepo = path.join(temporary, 'monorepo');
  generateMonorepo(monorepo, 500);
  const many = manyOverlays(monorepo);
  const results = [
    many,
    tracing(monorepo),
    warmOverlay(monorepo),
    oneProcess(monorepo),
    tenfold(many.own),
    ...goalOfGrowth([1000, 2000, 4000, 8000].map(largeBuild)),
  ];
  const table = formatTable(results);
  console.log(table);
  if (kustomize) writePage(table);
  const missed = results.filter(({ goal }) => goal?.met === false);
  for (const { what, goal } of missed) console.error(`goal missed: ${what}: ${goal?.text}`);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
