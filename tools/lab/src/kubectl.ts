import { spawn } from 'node:child_process';

import { findProgram } from './build/programs.ts';
import { kubeconfigFile } from './paths.ts';
import { finish, run } from './process/run.ts';
import type { Finished, RunOptions } from './process/run.ts';

/** A kubectl that is told which cluster. */
export type Kubectl = (args: readonly string[], options?: RunOptions) => Promise<Finished>;

/** Runs kubectl as the lab's administrator and returns what it prints; fails if it does. */
export function kubectl(args: readonly string[], options: RunOptions = {}): Promise<string> {
  return run(findProgram('hyper', 'hyper'), command(args), options);
}

/** The same, whatever it exits with. */
export function tryKubectl(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return finish(findProgram('hyper', 'hyper'), command(args), options);
}

function command(args: readonly string[]): readonly string[] {
  return ['kubectl', '--kubeconfig', kubeconfigFile(), ...args];
}

/** Runs kubectl with this process's own input and output. Returns its exit code. */
export function passToKubectl(args: readonly string[]): Promise<number> {
  const child = spawn(findProgram('hyper', 'hyper'), command(args), { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
