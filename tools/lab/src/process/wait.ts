import { setTimeout as sleep } from 'node:timers/promises';

import { LabError } from '../lab-error.ts';
import { inLab } from '../paths.ts';

/**
 * Asks again and again until the answer is yes.
 * @param what what is waited for, for the message
 * @param limit milliseconds, after which it fails
 * @param check the question; what it throws ends the wait
 */
export async function waitFor(
  what: string,
  limit: number,
  check: () => Promise<boolean> | boolean,
  pause = 100,
): Promise<void> {
  const end = performance.now() + limit;
  while (!(await check())) {
    if (performance.now() > end) {
      throw new LabError(`${what}: not within ${limit / 1000} s (logs: ${inLab('logs')})`);
    }
    await sleep(pause);
  }
}
