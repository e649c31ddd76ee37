import { commitsBetween, readCommit, writeCommit } from '../git/commits.ts';
import { listRefs, updateRefs, ZERO } from '../git/refs.ts';
import { mergeTrees } from '../git/trees.ts';
import type { Account } from './account.ts';
import { date } from './hub.ts';
import type { Hub } from './hub.ts';
import type { AutoMerge, Pull, Repository } from './repository.ts';

/** The name and address that GitHub gives to the commits of an account. */
export function personOf(
  hub: Hub,
  account: Account,
): { name: string; email: string; date: string } {
  const email = `${account.id}+${account.login}@users.noreply.github.com`;
  return { name: account.login, email, date: date(hub) };
}

/** Who GitHub itself is, where it commits for somebody. */
export function committerOf(hub: Hub): { name: string; email: string; date: string } {
  return { name: 'GitHub', email: 'noreply@github.com', date: date(hub) };
}

/** Merges a pull request that may be merged: base moves, the pull request is closed. The new commit. */
export function mergePull(
  hub: Hub,
  repository: Repository,
  pull: Pull,
  { account, message, method, title }: Omit<AutoMerge, 'enabledAt'>,
): string {
  const { git } = repository;
  const sha =
    method === 'rebase'
      ? rebase(hub, repository, pull, account)
      : writeCommit(git, {
          tree: mergeTrees(git, pull.baseSha, pull.headSha) ?? '',
          parents: method === 'merge' ? [pull.baseSha, pull.headSha] : [pull.baseSha],
          author: personOf(hub, account),
          committer: committerOf(hub),
          message: message === '' ? title : `${title}\n\n${message}`,
        });
  repository.signed.add(sha);
  updateRefs(git, [{ name: `refs/heads/${pull.base}`, after: sha, before: pull.baseSha }]);
  pull.mergeSha = sha;
  pull.mergedBy = account;
  pull.mergedAt = date(hub);
  close(hub, pull);
  if (repository.settings.deleteBranchOnMerge) {
    updateRefs(git, [{ name: `refs/heads/${pull.head}`, after: ZERO }]);
  }
  return sha;
}

function rebase(hub: Hub, { git }: Repository, pull: Pull, account: Account): string {
  let onto = pull.baseSha;
  for (const sha of commitsBetween(git, pull.baseSha, pull.headSha).toReversed()) {
    const commit = readCommit(git, sha);
    const tree = mergeTrees(git, onto, sha) ?? commit.tree;
    onto = writeCommit(git, {
      ...commit,
      tree,
      parents: [onto],
      committer: personOf(hub, account),
    });
  }
  return onto;
}

function close(hub: Hub, pull: Pull): void {
  pull.state = 'closed';
  pull.closedAt = date(hub);
  pull.updatedAt = pull.closedAt;
  pull.autoMerge = undefined;
  pull.isQueued = false;
}

export { close as closePull };

/**
 * Pull requests follow their branches, whoever moved these: closed where a branch is gone or where its head was put
 * back to what base has, merged where base took in all of it.
 */
export function followBranches(hub: Hub, repository: Repository): void {
  const open = repository.pulls.filter(({ state }) => state === 'open');
  if (open.length === 0) return;
  const refs = listRefs(repository.git);
  for (const pull of open) {
    const head = refs.get(`refs/heads/${pull.head}`);
    const base = refs.get(`refs/heads/${pull.base}`);
    if (head === undefined || base === undefined) {
      close(hub, pull);
      continue;
    }
    const hasHeadMoved = head !== pull.headSha;
    if (!hasHeadMoved && base === pull.baseSha) continue;
    pull.headSha = head;
    pull.baseSha = base;
    pull.updatedAt = date(hub);
    pull.isMergeabilityKnown = false;
    // What is pushed to a pull request in the merge queue takes it out.
    if (hasHeadMoved) pull.isQueued = false;
    if (commitsBetween(repository.git, base, head).length > 0) continue;
    if (!hasHeadMoved) {
      pull.mergedAt = date(hub);
      pull.mergeSha = base;
    }
    close(hub, pull);
  }
}
