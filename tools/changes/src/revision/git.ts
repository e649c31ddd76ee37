import { spawnSync } from 'node:child_process';
import process from 'node:process';

/** Git cannot give what was asked for. `message` is one line: what, why, what to do. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

/** What one git process answered. */
export interface GitAnswer {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Set by git for its hooks; they would lead away from the repository of the given folder. */
const LOCATION_VARIABLES = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
];

/**
 * Runs git in a folder. Nothing goes through a shell.
 * A status other than 0 is for the caller to judge; it throws a GitError only where git cannot be started.
 */
export function runGit(
  directory: string,
  args: readonly string[],
  input?: string | Uint8Array,
): GitAnswer {
  const { status, stdout, stderr, error } = spawnSync('git', args, {
    cwd: directory,
    env: environment(),
    input: input ?? '',
    maxBuffer: Infinity,
    windowsHide: true,
  });
  if (error) throw notStarted(directory, error);
  return { status: status ?? 128, stdout, stderr: stderr.toString().trim() };
}

/** The output of a git command that has to succeed, without the line break at its end. */
export function readGit(directory: string, args: readonly string[]): string {
  const { status, stdout, stderr } = runGit(directory, args);
  if (status !== 0) throw new GitError(`git ${args[0]} failed: ${firstLine(stderr)}`);
  return stdout.toString().replace(/\r?\n$/, '');
}

/** Git's own words, without its prefix. */
export function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').replace(/^(fatal|error): /, '');
}

function environment(): NodeJS.ProcessEnv {
  // Messages are recognised by their English text; index locks are for commands that write.
  const env = {
    ...process.env,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
  };
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !LOCATION_VARIABLES.includes(name)),
  );
}

function notStarted(directory: string, error: Error): GitError {
  const missing = 'code' in error && error.code === 'ENOENT';
  return new GitError(
    missing
      ? `git was not found on the PATH, it is needed to read ${directory}; install git, or compare two folders with --from PATH --to PATH`
      : `git could not be started in ${directory}: ${error.message}`,
    { cause: error },
  );
}
