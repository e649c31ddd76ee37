/**
 * Measures how long policy-check takes for 10,000 resources, and whether it grows with their number:
 * `npx nx run @fingerpost/policy:benchmark`. Beside kube-score and kubeconform, on the same file in the same run, where
 * KUBE_SCORE, KUBECONFORM or the PATH has them:
 *   go install github.com/zegl/kube-score/cmd/kube-score@v1.20.0
 *   go install github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

import { generateResources } from './generate-resources.ts';
import { measureProcess } from './measure-process.ts';
import type { ProcessCost } from './measure-process.ts';
import { writeKubeconformSchemas } from './kubeconform-schemas.ts';
import { timeRules } from './time-rules.ts';

const SIZES = [5_000, 10_000, 20_000];
const COUNT = 10_000;
const GOAL = 3_000;
const RUNS = 3;
const repository = path.resolve(import.meta.dirname, '..', '..', '..');
const bin = path.join(repository, 'tools/scripts/bin/fingerpost.js');

async function median(command: string, args: readonly string[]): Promise<ProcessCost> {
  const costs: ProcessCost[] = [];
  for (let run = 0; run < RUNS; run++) costs.push(await measureProcess(command, args));
  const sorted = costs.toSorted((a, b) => a.milliseconds - b.milliseconds);
  const middle = sorted[Math.floor(RUNS / 2)];
  if (!middle) throw new Error('nothing was measured');
  return middle;
}

function show(what: string, { milliseconds, cpu, thread, memory }: ProcessCost, more = ''): void {
  const cost = [
    `${(milliseconds / 1000).toFixed(2)} s`,
    `${cpu.toFixed(2)} s of processors (${thread.toFixed(2)} s the main thread)`,
    `${memory.toFixed(0)} MiB`,
  ];
  console.log(`${what}: ${cost.join(', ')}${more}`);
}

function has(command: string, version: string): boolean {
  return spawnSync(command, [version]).status === 0;
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'policy-bench-'));
try {
  const files = new Map(
    SIZES.map((size) => {
      const file = path.join(folder, `${size}.yaml`);
      const texts = generateResources(size).map((object) => JSON.stringify(object, undefined, 1));
      fs.writeFileSync(file, texts.join('\n---\n'));
      return [size, file];
    }),
  );
  let own: ProcessCost | undefined;
  let before = Number.NaN;
  for (const [size, file] of files) {
    const cost = await median(process.execPath, [bin, 'policy-check', file]);
    const growth = cost.milliseconds / before;
    const times = Number.isNaN(growth) ? '' : `; ${growth.toFixed(2)} times the half`;
    const goal = size === COUNT ? ` (goal: ${GOAL / 1000} s)` : '';
    show(`policy-check, ${size} resources`, cost, `${times}${goal}`);
    if (size === COUNT) own = cost;
    before = cost.milliseconds;
  }
  const file = files.get(COUNT);
  if (!own || file === undefined) throw new Error(`${COUNT} was not measured`);
  const score = process.env['KUBE_SCORE'] ?? 'kube-score';
  if (has(score, 'version')) {
    const cost = await median(score, ['score', file]);
    show(
      'kube-score',
      cost,
      `; ${(cost.milliseconds / own.milliseconds).toFixed(2)} times as long`,
    );
  } else console.log('kube-score is not there, so it is not measured beside');
  const conform = process.env['KUBECONFORM'] ?? 'kubeconform';
  if (has(conform, '-v')) {
    const location = writeKubeconformSchemas(repository, path.join(folder, 'schemas'));
    const cores = String(os.availableParallelism());
    const args = ['-strict', '-ignore-missing-schemas', '-n', cores];
    const cost = await median(conform, [...args, '-schema-location', location, file]);
    const ratio = (cost.milliseconds / own.milliseconds).toFixed(2);
    show('kubeconform, schemas alone', cost, `; ${ratio} times as long`);
  } else console.log('kubeconform is not there, so it is not measured beside');
  console.log(`\nThe rules of ${COUNT} resources that take longest, in a warm process`);
  for (const { what, milliseconds } of timeRules(COUNT)) {
    console.log(`  ${milliseconds.toFixed(0).padStart(5)} ms  ${what}`);
  }
} finally {
  fs.rmSync(folder, { recursive: true });
}
