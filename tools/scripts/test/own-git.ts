import { execFileSync } from 'node:child_process';
import os from 'node:os';
import process from 'node:process';

/** Nothing of the machine's own configuration, and no repository of a hook that runs this. */
export const OWN_GIT = {
  GIT_CONFIG_GLOBAL: os.devNull,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
};

/** Runs git in a folder as a person who is nobody, and returns what it prints. */
export function runOwnGit(folder: string, args: readonly string[], input = ''): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  return execFileSync('git', [...identity, ...args], {
    cwd: folder,
    env: { ...process.env, ...OWN_GIT },
    encoding: 'utf8',
    input,
    stdio: 'pipe',
  });
}
