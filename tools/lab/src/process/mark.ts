import { readFileSync } from 'node:fs';

import { labFolder } from '../paths.ts';
import { processNumbers } from './list.ts';

/**
 * In the environment of every process that the lab starts, and so in that of their children (shims, CNI plugins): what
 * a killed `up` could not write down is found by it. Builds are nobody's lab and have it empty. Programs in containers have another environment; cgroups know them.
 */
export const MARK = 'FINGERPOST_LAB_PROCESS';

/** Whether the environment of a process, as /proc/PID/environ has it, is that of one that was started for the folder. */
export function isMarked(environment: string, folder: string): boolean {
  return environment.split('\0').includes(`${MARK}=${folder}`);
}

/** Numbers of all processes that the lab started, directly or not. */
export function markedProcesses(): readonly number[] {
  const folder = labFolder();
  return processNumbers().filter((pid) => {
    try {
      return isMarked(readFileSync(`/proc/${pid}/environ`, 'utf8'), folder);
    } catch {
      return false;
    }
  });
}
