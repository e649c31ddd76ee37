import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { inLab } from '../paths.ts';
import { readStat } from './stat.ts';

/** A process by its number and the time of its start, so that a later one with the same number is never taken for it. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly started: number;
}

export interface NamedProcess extends ProcessIdentity {
  readonly name: string;
}

/** A line as pid files hold it; undefined if it is none, as when its writer was killed. */
export function parsePidFile(text: string): ProcessIdentity | undefined {
  const [, pid, started] = /^(\d+) (\d+)\n$/.exec(text) ?? [];
  return pid === undefined ? undefined : { pid: Number(pid), started: Number(started) };
}

/** Names a running process; a process that ended already gets no file. */
export function writePidFile(name: string, pid: number): void {
  const stat = readStat(pid);
  if (stat === undefined) return;
  const file = pidFile(name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${pid} ${stat.started}\n`);
  renameSync(`${file}.new`, file);
}

/** The process of that name if it runs. */
export function findProcess(name: string): NamedProcess | undefined {
  let text;
  try {
    text = readFileSync(pidFile(name), 'utf8');
  } catch {
    return undefined;
  }
  const identity = parsePidFile(text);
  return identity !== undefined && runs(identity) ? { name, ...identity } : undefined;
}

/** Names of all processes that were started, running or not, by name. */
export function processNames(): readonly string[] {
  let files;
  try {
    files = readdirSync(inLab('run', 'pids'));
  } catch {
    return [];
  }
  return files
    .filter((file) => file.endsWith('.pid'))
    .map((file) => file.slice(0, -'.pid'.length))
    .toSorted();
}

export function removePidFile(name: string): void {
  rmSync(pidFile(name), { force: true });
}

export function runs({ pid, started }: ProcessIdentity): boolean {
  return readStat(pid)?.started === started;
}

function pidFile(name: string): string {
  return inLab('run', 'pids', `${name}.pid`);
}
