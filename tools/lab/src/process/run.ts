import { spawn } from 'node:child_process';
import process from 'node:process';

import { LabError } from '../lab-error.ts';
import { labFolder } from '../paths.ts';
import { MARK } from './mark.ts';
import { SEARCH_PATH } from './search-path.ts';

export interface RunOptions {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** After so many milliseconds the program is killed and the call fails. */
  readonly deadline?: number;
}

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const DEADLINE = 60_000;

/**
 * Runs a program to its end and returns what it printed, whatever its exit code. Fails when it cannot start or takes too long.
 * It is marked as the lab's: where the caller is killed, `down` ends it.
 */
export function finish(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  const deadline = options.deadline ?? DEADLINE;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...process.env, PATH: SEARCH_PATH, [MARK]: labFolder(), ...options.environment },
      ...(options.folder !== undefined && { cwd: options.folder }),
      timeout: deadline,
      killSignal: 'SIGKILL',
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (cause) => {
      reject(new LabError(`${command} does not start: ${cause.message}`, { cause }));
    });
    child.on('exit', (_code, signal) => {
      if (signal === null) return;
      // What it started lives on and may keep the pipes open: it is not waited for.
      child.stdout.destroy();
      child.stderr.destroy();
    });
    child.on('close', (code, signal) => {
      if (signal !== null) {
        reject(
          new LabError(
            `${describe(command, args)} ended by ${signal}, after at most ${deadline} ms`,
          ),
        );
        return;
      }
      resolve({
        code: code ?? 1,
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
      });
    });
    // A program that does not read its input closes the pipe; its exit code says enough.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}

/** Runs a program to its end and returns its standard output. Fails, with what it said, unless it exits with 0. */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await finish(command, args, options);
  if (code !== 0) {
    const said = stderr.trim() || stdout.trim();
    throw new LabError(`${describe(command, args)} failed with ${code}: ${lastLines(said)}`);
  }
  return stdout;
}

function describe(command: string, args: readonly string[]): string {
  return [command, ...args].join(' ').slice(0, 200);
}

function lastLines(text: string): string {
  return text.split('\n').slice(-4).join(' / ');
}
