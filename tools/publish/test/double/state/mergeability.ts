import { commitsBetween } from '../git/commits.ts';
import { mergeTrees } from '../git/trees.ts';
import { checksOf } from './checks.ts';
import type { Pull, Repository } from './repository.ts';
import { rulesFor } from './rules.ts';

/** What still keeps a pull request from being merged, in words; nothing where its rules are met. */
export function missing(repository: Repository, pull: Pull): string | undefined {
  const rules = rulesFor(repository, pull.base);
  const checks = checksOf(repository, pull.headSha);
  for (const name of rules.requiredChecks) {
    if (checks.get(name) === true) continue;
    if (!checks.has(name)) return `Required status check "${name}" is expected.`;
    const state = checks.get(name) === false ? 'failing' : 'pending';
    return `Required status check "${name}" is ${state}.`;
  }
  const approvals = new Set(
    pull.reviews.filter(({ state }) => state === 'APPROVED').map(({ account }) => account.login),
  );
  if (approvals.size < rules.requiredApprovals) {
    return `At least ${rules.requiredApprovals} approving review is required by reviewers with write access.`;
  }
  return undefined;
}

/** GitHub's `mergeable_state`. */
export function mergeState(repository: Repository, pull: Pull): string {
  if (pull.draft) return 'draft';
  if (mergeTrees(repository.git, pull.baseSha, pull.headSha) === undefined) return 'dirty';
  if (missing(repository, pull) !== undefined) return 'blocked';
  const { isStrict } = rulesFor(repository, pull.base);
  if (isStrict && commitsBetween(repository.git, pull.headSha, pull.baseSha).length > 0)
    return 'behind';
  const checks = [...checksOf(repository, pull.headSha).values()];
  return checks.some((passed) => passed !== true) ? 'unstable' : 'clean';
}
