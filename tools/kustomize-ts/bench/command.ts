import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';

/** A finished process. */
export interface Finished {
  readonly milliseconds: number;
  readonly stdout: Buffer;
}

/**
 * Runs a command and waits for it. Scripts run in the Node of this process, as through npx and Nx.
 * Errors: it cannot be started, or fails.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly input?: string } = {},
): Finished {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    ...options,
    maxBuffer: 1 << 30,
    env: {
      ...process.env,
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}`,
    },
  });
  const milliseconds = performance.now() - started;
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr.toString()}`);
  return { milliseconds, stdout };
}

/**
 * The kustomize to measure beside: KUSTOMIZE, else the one on the PATH. Undefined where there is none.
 * Errors: it is not 5.8.1.
 */
export function findKustomize(): string | undefined {
  const binary = process.env['KUSTOMIZE'] ?? 'kustomize';
  const { status, stdout } = spawnSync(binary, ['version'], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  if (stdout.trim() !== 'v5.8.1')
    throw new Error(`${binary} is kustomize ${stdout.trim()}, not v5.8.1`);
  return binary;
}
