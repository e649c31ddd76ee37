import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

/**
 * A clone of a bare repository with all branches, as actions/checkout makes it with `fetch-depth: 0`, and with the packages
 * that `source` has installed. One that is there is brought to the same state. Returns its folder.
 */
export function makeClone(source: string, bare: string, folder: string, branch: string): string {
  if (fs.existsSync(folder)) {
    runGit(folder, ['fetch', '--quiet', '--prune']);
    runGit(folder, ['checkout', '--quiet', '--force', '-B', branch, `origin/${branch}`]);
    runGit(folder, ['clean', '--quiet', '-ffdx', '--exclude=/node_modules']);
    return folder;
  }
  runGit(path.dirname(folder), ['clone', '--quiet', '--branch', branch, bare, folder]);
  linkPackages(path.join(source, 'node_modules'), path.join(folder, 'node_modules'));
  return folder;
}

/** Packages of others are links to the installed ones; links, as those to the packages in the clone itself, are copied. */
function linkPackages(from: string, to: string): void {
  fs.mkdirSync(to);
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const [installed, link] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isSymbolicLink()) fs.symlinkSync(fs.readlinkSync(installed), link);
    else if (entry.name === '.bin' || entry.name.startsWith('@')) linkPackages(installed, link);
    else fs.symlinkSync(installed, link);
  }
}

/** Runs git without the configuration of the machine, and gives what it prints. */
export function runGit(folder: string, args: readonly string[]): string {
  const identity = ['-c', 'user.name=octocat', '-c', 'user.email=octocat@example.com'];
  return execFileSync('git', [...identity, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: os.devNull, GIT_CONFIG_NOSYSTEM: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
}
