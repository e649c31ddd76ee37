import { setTimeout as sleep } from 'node:timers/promises';

import type { Kubectl } from '../kubectl.ts';
import { LabError } from '../lab-error.ts';
import { apply } from './apply.ts';
import { textAt } from './manifest.ts';
import type { Manifest } from './manifest.ts';

/** Whether Argo CD would run an object after a sync, and not as part of it. */
export function isHook({ object }: Manifest): boolean {
  return textAt(object, 'metadata', 'annotations', 'argocd.argoproj.io/hook') !== '';
}

export interface HookResult {
  readonly job: string;
  readonly outcome: 'succeeded' | 'failed' | 'not finished';
}

/** Runs Jobs anew and waits for them, as Argo CD does with hooks. */
export async function runHooks(
  kubectl: Kubectl,
  jobs: readonly Manifest[],
  limit: number,
): Promise<{ readonly results: readonly HookResult[]; readonly warnings: readonly string[] }> {
  for (const { kind, name, namespace } of jobs) {
    const place = [kind, name, `--namespace=${namespace}`];
    const { code, stderr } = await kubectl(['delete', ...place, '--ignore-not-found', '--wait']);
    // What an old Job ended with would pass for the new one's end.
    if (code !== 0) throw new LabError(`${kind} ${name} cannot be deleted: ${stderr.trim()}`);
  }
  const warnings = await apply(kubectl, jobs);
  const end = performance.now() + limit;
  for (;;) {
    const results = await Promise.all(jobs.map((job) => readResult(kubectl, job)));
    const over = results.every(({ outcome }) => outcome !== 'not finished');
    if (over || performance.now() > end) return { results, warnings };
    await sleep(500);
  }
}

async function readResult(kubectl: Kubectl, { name, namespace }: Manifest): Promise<HookResult> {
  const conditions = '-o=jsonpath={.status.conditions[?(@.status=="True")].type}';
  const { stdout } = await kubectl(['get', 'job', name, `--namespace=${namespace}`, conditions]);
  const outcome = stdout.includes('Complete')
    ? 'succeeded'
    : stdout.includes('Failed')
      ? 'failed'
      : 'not finished';
  return { job: `${namespace}/${name}`, outcome };
}
