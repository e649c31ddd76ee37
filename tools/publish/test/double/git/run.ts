import { spawnSync } from 'node:child_process';
import process from 'node:process';

export interface GitResult {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs git with an argument array in a bare repository, away from the settings of the user and of the machine. */
export function runGit(
  directory: string,
  args: readonly string[],
  input?: string | Uint8Array,
  environment: Readonly<Record<string, string>> = {},
): GitResult {
  const { status, stdout, stderr, error } = spawnSync('git', ['--git-dir', directory, ...args], {
    input,
    maxBuffer: 1 << 30,
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      ...environment,
    },
  });
  if (error) throw error;
  return { status: status ?? -1, stdout, stderr: stderr.toString() };
}

/** What git prints. Throws with its message where it fails. */
export function run(
  git: string,
  args: readonly string[],
  input?: string | Uint8Array,
  environment?: Readonly<Record<string, string>>,
): string {
  const { status, stdout, stderr } = runGit(git, args, input, environment);
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr.trim()}`);
  return stdout.toString();
}

/** What git prints, without the last newline; nothing where it fails: it was asked whether there is such a thing. */
export function ask(git: string, args: readonly string[]): string | undefined {
  const { status, stdout } = runGit(git, args);
  return status === 0 ? stdout.toString().trimEnd() : undefined;
}
