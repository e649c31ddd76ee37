import { readFile, rename, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from 'kustomize-ts';
import { LabError } from '../../lab-error.ts';
import { pendingPolicies } from './status.ts';
import type { Status } from './status.ts';

const PAUSE_MS = 50;

/** Writes the file as a whole: who reads it never sees half of one. */
export async function writeStatus(file: string, status: Status): Promise<void> {
  const draft = `${file}.new`;
  await writeFile(draft, `${JSON.stringify(status, undefined, 2)}\n`);
  await rename(draft, file);
}

/**
 * Waits until exactly these policies, as the API server gave them, are in force; fails when the time is over, naming
 * those that are not.
 */
export async function waitForPolicies(
  file: string,
  policies: readonly JsonObject[],
  timeoutMs: number,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const status = await readStatus(file);
    const pending = status && pendingPolicies(status, policies);
    if (pending?.length === 0) return;
    if (Date.now() > end) {
      const what = pending ? `not in force: ${pending.join(', ')}` : 'nothing is in force yet';
      throw new LabError(
        `NetworkPolicies after ${timeoutMs / 1000} s: ${what}; network-policies.log says why`,
      );
    }
    await sleep(PAUSE_MS);
  }
}

async function readStatus(file: string): Promise<Status | undefined> {
  try {
    const status: Status = JSON.parse(await readFile(file, 'utf8'));
    return status;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
