import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';

import { LabError } from '../lab-error.ts';
import { inLab, labFolder } from '../paths.ts';
import { MARK } from './mark.ts';
import { findProcess, writePidFile } from './pid-file.ts';
import type { NamedProcess } from './pid-file.ts';
import { SEARCH_PATH } from './search-path.ts';

export interface Program {
  /** What it goes by in pid files, logs and messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The network namespace that it runs in. */
  readonly namespace: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Starts a program that outlives this one: in a session of its own, with a log file and a pid file.
 * Not by `ip netns exec`, which mounts another /sys and hides the cgroups.
 */
export function start(program: Program): void {
  mkdirSync(inLab('logs'), { recursive: true });
  const log = openSync(logFile(program.name), 'a');
  const child = spawn(
    'nsenter',
    [`--net=/run/netns/${program.namespace}`, program.command, ...program.args],
    {
      cwd: inLab('run'),
      detached: true,
      env: { ...programEnvironment(), ...program.environment },
      stdio: ['ignore', log, log],
    },
  );
  closeSync(log);
  // Told by the log and by whoever waits for the program.
  child.on('error', () => {});
  child.unref();
  if (child.pid === undefined)
    throw new LabError(`${program.name} does not start: nsenter is missing`);
  writePidFile(program.name, child.pid);
}

/** Fails, with the end of its log, when a started program does not run any more. */
export function assertRuns(name: string): NamedProcess {
  const found = findProcess(name);
  if (found !== undefined) return found;
  throw new LabError(`${name} ended: ${logEnd(name)} (all of it: ${logFile(name)})`);
}

export function logFile(name: string): string {
  return inLab('logs', `${name}.log`);
}

function logEnd(name: string): string {
  const file = logFile(name);
  if (!existsSync(file)) return 'it has no log';
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-3).join(' / ').slice(-600);
}

/** What programs of the lab know: nothing of the caller's environment that changes what they do, and the mark. */
export function programEnvironment(): Record<string, string> {
  return {
    PATH: SEARCH_PATH,
    HOME: inLab('run'),
    LANG: 'C.UTF-8',
    [MARK]: labFolder(),
  };
}
