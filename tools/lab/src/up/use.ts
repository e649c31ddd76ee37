import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';

import { USE_FILE } from '../down/lab-folder.ts';
import { LabError } from '../lab-error.ts';
import { inLab, kubeconfigFile, labFolder } from '../paths.ts';
import { processNames, findProcess, runs } from '../process/pid-file.ts';
import type { ProcessIdentity } from '../process/pid-file.ts';
import { readStat } from '../process/stat.ts';

/** Who started the lab of this machine. */
export interface Use extends ProcessIdentity {
  readonly since: string;
  /** The working folder that it was started from. */
  readonly from: string;
}

/** Takes the machine's one lab; fails if there is one already, and says who has it. */
export function takeLab(): void {
  mkdirSync(labFolder(), { recursive: true, mode: 0o755 });
  const stat = readStat(process.pid);
  const use: Use = {
    pid: process.pid,
    started: stat?.started ?? 0,
    since: new Date().toISOString(),
    from: process.cwd(),
  };
  try {
    writeFileSync(inLab(USE_FILE), JSON.stringify(use), { flag: 'wx' });
  } catch (cause) {
    throw new LabError(
      `${describeUse(readUse())}: there is one lab a machine; nx run lab:status shows it, nx run lab:down removes it`,
      { cause },
    );
  }
}

/** Who has the lab; undefined if nobody or if it cannot be read. */
export function readUse(): Use | undefined {
  try {
    return JSON.parse(readFileSync(inLab(USE_FILE), 'utf8')) as Use;
  } catch {
    return undefined;
  }
}

/** What there is of a lab, in words. */
export function describeUse(use: Use | undefined): string {
  if (use === undefined) return 'a lab is there, of which nothing is known';
  const running = processNames().filter((name) => findProcess(name) !== undefined).length;
  const state = runs(use)
    ? 'is being started'
    : running > 0
      ? `runs (${running} processes)`
      : 'was started and does not run any more';
  return `a lab ${state}, since ${use.since}, from ${use.from}`;
}

/** Fails unless there is a lab whose API server can be asked. */
export function assertUp(): void {
  if (isRunning() && existsSync(kubeconfigFile())) return;
  throw new LabError('no lab runs here: nx run lab:up makes one');
}

/** Whether somebody has the lab: it is being started, or its programs run. */
export function isRunning(): boolean {
  const use = readUse();
  const starting = use !== undefined && runs(use);
  return starting || processNames().some((name) => findProcess(name) !== undefined);
}
