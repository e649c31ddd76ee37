import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

import { LabError } from '../lab-error.ts';
import { findProcess, removePidFile, runs } from './pid-file.ts';
import { readStat } from './stat.ts';

/** Sends a signal to a process; one that is gone is what was wanted. */
function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in between.
  }
}

/** Ends one program of the lab, by its pid file, and waits until it is gone. */
export async function stop(name: string, limit = 5000): Promise<void> {
  const found = findProcess(name);
  if (found !== undefined) {
    const end = performance.now() + limit;
    signal(found.pid, 'SIGTERM');
    while (runs(found) && performance.now() < end) await sleep(20);
    if (runs(found)) signal(found.pid, 'SIGKILL');
    while (runs(found) && performance.now() < end + limit) await sleep(20);
    if (runs(found))
      throw new LabError(`${name} (process ${found.pid}) does not end: nx run lab:down`);
  }
  removePidFile(name);
}

/**
 * Kills all processes that `find` knows, and again those that they started meanwhile, until it knows none.
 * @returns numbers of those that are still there after `limit` milliseconds
 */
export async function killAll(
  find: () => readonly number[],
  limit: number,
): Promise<readonly number[]> {
  const end = performance.now() + limit;
  let quiet = 0;
  let left: readonly number[] = [];
  while (performance.now() < end) {
    left = find().filter((pid) => pid !== process.pid && readStat(pid) !== undefined);
    for (const pid of left) signal(pid, 'SIGKILL');
    quiet = left.length === 0 ? quiet + 1 : 0;
    // A process that is being made is in no list for a moment.
    if (quiet === 3) return [];
    await sleep(20);
  }
  return left;
}
