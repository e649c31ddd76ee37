import { isUpToDate } from '../branch/plan-branch.ts';
import { moveRef } from '../github/move-ref.ts';
import { writeNote } from '../github/write-note.ts';
import { writeCheck } from './check.ts';
import { planOnto } from './desired-branch.ts';
import { writeProposal } from './proposal.ts';
import type { BranchContent } from './proposal.ts';
import type { PushOnly } from './publish-input.ts';
import type { PublishResult } from './publish-result.ts';
import { isExactly, refuseForeign, resultOf } from './run.ts';
import type { Run } from './run.ts';

/** What Argo CD's Source Hydrator calls its notes too. */
const NOTES = 'hydrator.metadata';

/**
 * The branch alone, for GitOps Promoter: it is there also when it proposes nothing, because Promoter needs it, and the note of
 * its head says which dry commit was rendered last, also when that changed nothing
 * (gitops-promoter, docs/custom-hydrator.md).
 */
export async function pushOnly(
  run: Run,
  { drySha, check }: PushOnly,
  base: BranchContent,
  proposal: BranchContent | undefined,
): Promise<PublishResult> {
  const { input, github } = run;
  const { outcome, sha } = await pushBranch(run, base, proposal);
  const text = `${JSON.stringify({ drySha })}\n`;
  const written = await writeNote(github, NOTES, sha, text);
  if (check) await writeCheck(github, sha, { ...input.check, externalId: input.digest });
  return {
    ...resultOf(run, outcome),
    proposal: { branch: input.branches.proposal, sha },
    note: { sha, written },
  };
}

/** The head of the branch, moved where it is not what it is to be. */
async function pushBranch(
  run: Run,
  content: BranchContent,
  present: BranchContent | undefined,
): Promise<{ readonly outcome: PublishResult['outcome']; readonly sha: string }> {
  const { input, github, facts, desired } = run;
  const isEmpty = isUpToDate(desired.plan);
  if (present && isUpToDate(planOnto(present.entries, input))) {
    const isOnTop = present.head.parents.includes(content.head.sha);
    if (isEmpty) return { outcome: 'unchanged', sha: present.head.sha };
    if (isOnTop && (isExactly(present.head, run) || input.force !== true)) {
      if (!isExactly(present.head, run)) await refuseForeign(run, present.head);
      return { outcome: 'current', sha: present.head.sha };
    }
  }
  await refuseForeign(run, present?.head);
  if (!isEmpty) {
    const made = await writeProposal(github, facts.id, content, present, desired, input);
    return { outcome: 'proposed', sha: made };
  }
  await moveRef(github, facts.id, {
    branch: input.branches.proposal,
    before: present?.head.sha,
    after: content.head.sha,
    isFastForward: !present,
  });
  return { outcome: present ? 'withdrawn' : 'unchanged', sha: content.head.sha };
}
