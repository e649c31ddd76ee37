import type { BranchEntry } from '../branch/plan-branch.ts';
import { PublishError } from '../publish/publish-error.ts';
import { isRefusal } from './failure.ts';
import type { GitHub } from './github.ts';

/** The commit at the head of a branch. */
export interface BranchHead {
  readonly branch: string;
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
}

/** The id of the commit that `refs/<ref>` points to; undefined where there is no such ref. */
export async function readRef(github: GitHub, ref: string): Promise<string | undefined> {
  try {
    const { data } = await github.octokit.rest.git.getRef({ ...github.repository, ref });
    return data.object.sha;
  } catch (error) {
    if (isRefusal(error, [404])) return undefined;
    throw error;
  }
}

/** The head of a branch; undefined where there is no such branch. */
export async function readHead(github: GitHub, branch: string): Promise<BranchHead | undefined> {
  const sha = await readRef(github, `heads/${branch}`);
  return sha === undefined ? undefined : { branch, ...(await readCommitHead(github, sha)) };
}

/** A commit by its id. */
export async function readCommitHead(
  { octokit, repository }: GitHub,
  sha: string,
): Promise<Omit<BranchHead, 'branch'>> {
  const { data } = await octokit.rest.git.getCommit({ ...repository, commit_sha: sha });
  return {
    sha,
    tree: data.tree.sha,
    parents: data.parents.map((parent) => parent.sha),
    message: data.message,
  };
}

/**
 * All files, links and submodules below a tree. GitHub lists 100,000 entries or 7 MB; a longer list is an error, because what
 * is not seen cannot be compared.
 */
export async function readTree(github: GitHub, head: BranchHead): Promise<BranchEntry[]> {
  const { data } = await github.octokit.rest.git.getTree({
    ...github.repository,
    tree_sha: head.tree,
    recursive: '1',
  });
  if (data.truncated) {
    throw new PublishError(
      `${head.branch} has more files than GitHub lists at once (100,000, or 7 MB of names); split the environment`,
    );
  }
  return data.tree
    .filter(({ type }) => type !== 'tree')
    .map(({ path = '', mode = '', sha = '' }) => ({ path, mode, id: sha }));
}
