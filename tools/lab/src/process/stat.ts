import { readFileSync } from 'node:fs';

/** What /proc says of a process: enough to tell it from a later one with the same number. */
export interface ProcessStat {
  readonly state: string;
  readonly parent: number;
  /** Clock ticks from the boot of the machine to its start. */
  readonly started: number;
}

/** Reads a line of /proc/PID/stat (proc(5)); the name in it may hold spaces and parentheses. */
export function parseStat(line: string): ProcessStat | undefined {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const parent = Number(fields[1]);
  const started = Number(fields[19]);
  if (state === undefined || !Number.isInteger(parent) || !Number.isInteger(started)) {
    return undefined;
  }
  return { state, parent, started };
}

/** A process that exists and is more than a corpse that nobody has collected. */
export function readStat(pid: number): ProcessStat | undefined {
  let line;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  const stat = parseStat(line);
  return stat?.state === 'Z' || stat?.state === 'X' ? undefined : stat;
}
