import type { Repository } from './repository.ts';

/** Checks and statuses of a commit by name, the newest of each: whether it passed, undefined while it runs. */
export function checksOf(
  repository: Repository,
  sha: string,
): ReadonlyMap<string, boolean | undefined> {
  const checks = new Map<string, boolean | undefined>();
  for (const { context, sha: at, state } of repository.statuses) {
    if (at === sha) checks.set(context, state === 'pending' ? undefined : state === 'success');
  }
  for (const run of repository.checkRuns.values()) {
    if (run.sha !== sha) continue;
    const passes = ['success', 'neutral', 'skipped'].includes(run.conclusion ?? '');
    checks.set(run.name, run.status === 'completed' ? passes : undefined);
  }
  return checks;
}
