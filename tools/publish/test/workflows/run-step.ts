import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

import type { Step } from './steps.ts';

type Texts = Readonly<Record<string, string>>;

export interface StepResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What it wrote to GITHUB_OUTPUT. */
  readonly outputs: Texts;
}

/**
 * Runs a step as the runner does, by `shell: bash`, with no variable of this process but those that a program needs.
 * @param expressions what the expressions in its `env` come to; one that is not there fails
 */
export async function runStep(
  step: Step,
  folder: string,
  github: Texts,
  expressions: Texts,
): Promise<StepResult> {
  const output = `${folder}.output`;
  fs.writeFileSync(output, '');
  const own = Object.entries(step.env).map(([key, text]) => [key, evaluate(text, expressions)]);
  const env = {
    PATH: process.env['PATH'],
    HOME: path.dirname(folder),
    GIT_CONFIG_GLOBAL: os.devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    ...github,
    GITHUB_OUTPUT: output,
    ...Object.fromEntries(own),
  };
  const script = `${folder}.sh`;
  fs.writeFileSync(script, `${step.run}\n`);
  const result = await start(script, folder, env);
  const lines = fs
    .readFileSync(output, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const outputs = lines.map((line) => [
    line.slice(0, line.indexOf('=')),
    line.slice(line.indexOf('=') + 1),
  ]);
  return { ...result, outputs: Object.fromEntries(outputs) };
}

function evaluate(text: string, expressions: Texts): string {
  return text.replaceAll(/\$\{\{ *(.*?) *\}\}/g, (_, name: string) => {
    const value = expressions[name];
    assert.ok(value !== undefined, `nobody says what ${name} is`);
    return value;
  });
}

function start(script: string, folder: string, env: NodeJS.ProcessEnv) {
  const args = ['--noprofile', '--norc', '-eo', 'pipefail', script];
  return new Promise<Omit<StepResult, 'outputs'>>((resolve) => {
    execFile('bash', args, { cwd: folder, env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      resolve({
        code: typeof error?.code === 'number' ? error.code : error ? -1 : 0,
        stdout,
        stderr,
      });
    });
  });
}
