import type { GitHub } from '../github/github.ts';
import type { BranchHead } from '../github/read-branch.ts';
import type { RepositoryFacts } from '../github/read-repository.ts';
import type { BaseBranch } from './base-branch.ts';
import type { DesiredBranch } from './desired-branch.ts';
import { findForeignCommit } from './foreign-commits.ts';
import { isSameText } from './markers.ts';
import { PublishError } from './publish-error.ts';
import type { PublishInput } from './publish-input.ts';
import type { PublishResult } from './publish-result.ts';

/** What one run has read before it writes. */
export interface Run {
  readonly input: PublishInput;
  readonly github: GitHub;
  readonly facts: RepositoryFacts;
  readonly base: BaseBranch;
  readonly desired: DesiredBranch;
}

/** It is what we would write, byte for byte: then it does not matter who did. */
export function isExactly({ tree, message }: BranchHead, { desired, input }: Run): boolean {
  return tree === desired.tree && isSameText(message, input.message);
}

/** Whoever commits to the proposal means something by it: nothing of it is thrown away without being told to. */
export async function refuseForeign(
  { input, github, facts, base }: Run,
  proposal: BranchHead | undefined,
): Promise<void> {
  if (!proposal || input.force === true) return;
  const foreign = await findForeignCommit(github, base.head, proposal, facts.viewer);
  if (foreign === undefined) return;
  throw new PublishError(
    `${proposal.branch} has ${foreign}, which is not on ${base.head.branch} and would be lost; change overlays instead and remove the branch, or overwrite it with --force`,
  );
}

/** What there is to tell of every run. */
export function resultOf(
  { input, github, base, desired }: Run,
  outcome: PublishResult['outcome'],
): PublishResult {
  const { added, changed, removed } = desired.plan;
  return {
    environment: input.environment,
    outcome,
    digest: input.digest,
    base: { branch: base.head.branch, sha: base.head.sha, created: base.created },
    files: { added: added.length, changed: changed.length, removed: removed.length },
    requests: github.traffic.requests,
    writes: github.traffic.writes,
  };
}
