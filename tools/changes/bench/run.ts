/**
 * Measures `fingerpost diff` in a generated monorepo, beside what there is to do without it, in the same run:
 * `npx nx run @fingerpost/changes:benchmark`, or `node tools/changes/bench/run.ts [--runs N] [--large] [--short]`.
 * kustomize and dyff are taken from KUSTOMIZE and DYFF, else from `.fingerpost/bin`, else from the PATH.
 * `--large` adds 10,000 overlays, `--short` leaves out kustomize builds of many overlays, which take minutes.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';

import { openAlternatives } from './alternatives.ts';
import type { Alternatives } from './alternatives.ts';
import type { EditName } from './edits.ts';
import { createMonorepo } from './monorepo.ts';
import type { Monorepo } from './monorepo.ts';
import { formatRows, HEAD } from './table.ts';
import { measureWays } from './way.ts';
import type { Way } from './way.ts';

const repository = path.resolve(import.meta.dirname, '..', '..', '..');
const bin = path.join(repository, 'tools', 'scripts', 'bin', 'fingerpost.js');
/** Without the folders that npx and Nx put in front: what a shell starts. */
const userPath = (process.env['PATH'] ?? '')
  .split(path.delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(path.delimiter);

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '9' },
    large: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const few = Math.max(1, Math.floor(runs / 3));

function diff(cwd: string, ...flags: readonly string[]): Way {
  const what = ['diff', ...flags].join(' ');
  const args = [bin, 'diff', ...flags];
  return { what: `\`${what}\``, command: process.execPath, args, options: { cwd } };
}

async function measure(
  title: string,
  ways: readonly Way[],
  times: number,
  prepare: () => void,
): Promise<void> {
  console.log(formatRows(await measureWays(title, ways, times, prepare)));
}

async function measureEveryday(monorepo: Monorepo, alternatives: Alternatives): Promise<void> {
  const { root } = monorepo;
  const whole = diff(root);
  const handedOver = {
    ...whole,
    what: '`diff` from the Node of the shell, which hands over to the pinned one',
    command: 'node',
    options: { cwd: root, env: { ...process.env, PATH: userPath } },
  };
  const ways = [
    { ...diff(root, '--fields'), budget: 0.3 },
    { ...whole, budget: 0.6 },
    handedOver,
    ...alternatives.one(),
  ];
  await measure('a line of one overlay', ways, runs, () => monorepo.edit('line'));
}

/** Once, because kustomize takes minutes. */
async function measureMany(monorepo: Monorepo, alternatives: Alternatives): Promise<void> {
  const whole = diff(monorepo.root);
  monorepo.reset();
  const some = alternatives.many('the 200 overlays', 'overlays/*/svc-0*[05]');
  await measure('a line of a base, 200 overlays', [whole, ...some], 1, () => monorepo.edit('base'));
  monorepo.reset();
  const all = alternatives.many('all 1,000 overlays', 'overlays/*/*');
  await measure('a line of one overlay', [whole, ...all], 1, () => monorepo.edit('line'));
}

async function measureEdit(monorepo: Monorepo, title: string, edit: EditName): Promise<void> {
  const { root } = monorepo;
  monorepo.reset();
  await measure(title, [diff(root), diff(root, '--fields')], few, () => monorepo.edit(edit));
}

async function measureCaches(monorepo: Monorepo): Promise<void> {
  const { root } = monorepo;
  monorepo.reset();
  await measure('nothing changed', [diff(root)], few, () => {});
  const prepare = (): void => monorepo.edit('line');
  await measure('a line of one overlay', [diff(root, '--no-cache')], few, prepare);
  const cold = { ...diff(root), what: '`diff`, nothing kept yet' };
  const coldFields = { ...diff(root, '--fields'), what: '`diff --fields`, nothing kept yet' };
  await measure('a line of one overlay', [cold, coldFields], few, () => {
    monorepo.forget();
    monorepo.edit('line');
  });
}

async function measureNx(): Promise<void> {
  const options = { cwd: repository, env: { ...process.env, PATH: userPath } };
  const own = { what: '`node tools/scripts/bin/fingerpost.js diff`', command: 'node', options };
  const ways: readonly Way[] = [
    { ...own, args: [bin, 'diff'] },
    { what: '`npx nx run tools:diff`', command: 'npx', args: ['nx', 'run', 'tools:diff'], options },
  ];
  await measure('in this repository', ways, runs, () => {});
}

async function measureLarge(folder: string): Promise<void> {
  const monorepo = createMonorepo(path.join(folder, 'large'), 5000);
  const { root } = monorepo;
  const prepare = (): void => monorepo.edit('line');
  prepare();
  const cold = { ...diff(root), what: '`diff`, nothing kept yet' };
  await measure('10,000 overlays, a line of one', [cold], 1, () => {});
  await measure(
    '10,000 overlays, a line of one',
    [diff(root), diff(root, '--fields')],
    few,
    prepare,
  );
}

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'diff-bench-')));
try {
  const [cpu] = os.cpus();
  console.log(
    `${os.availableParallelism()} × ${cpu?.model.trim()}, ${process.platform}, Node ${process.versions.node}\n`,
  );
  const monorepo = createMonorepo(path.join(folder, 'monorepo'), 500);
  const alternatives = openAlternatives(monorepo.root, folder);
  console.log(HEAD);
  // Fills the caches: that of renderings, of findings, and Node's of compiled code.
  monorepo.edit('line');
  await measureWays('', [diff(monorepo.root)], 2, () => {});
  await measureEveryday(monorepo, alternatives);
  await measureEdit(monorepo, 'a line of a base, 200 overlays', 'base');
  await measureEdit(monorepo, 'a label in all bases, 1,000 overlays', 'label');
  await measureEdit(monorepo, 'the port of a Service', 'servicePort');
  await measureEdit(monorepo, 'the port of a NetworkPolicy', 'networkPolicy');
  await measureCaches(monorepo);
  if (values.large) await measureLarge(folder);
  await measureNx();
  if (!values.short) await measureMany(monorepo, alternatives);
} finally {
  fs.rmSync(folder, { recursive: true });
}
