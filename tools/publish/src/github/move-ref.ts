import { PublishError } from '../publish/publish-error.ts';
import { isRefusal, isRefusedByGraphql } from './failure.ts';
import type { GitHub } from './github.ts';
import { mutateGraphql } from './graphql.ts';
import { readRef } from './read-branch.ts';
import { ONCE, writeOnce } from './write-once.ts';

export interface RefMove {
  readonly branch: string;
  /** The commit to which it has to point before; undefined: it must not exist. */
  readonly before: string | undefined;
  /** The commit to which it points afterwards; undefined: it is removed. */
  readonly after: string | undefined;
  /** `after` follows on `before`. */
  readonly isFastForward: boolean;
}

const NOTHING = '0'.repeat(40);

const MUTATION = `mutation MoveRef($repositoryId: ID!, $refUpdates: [RefUpdate!]!) {
  updateRefs(input: { repositoryId: $repositoryId, refUpdates: $refUpdates }) { clientMutationId }
}`;

/**
 * Moves a branch if it is where it is thought to be: compare and swap by GraphQL's `updateRefs` ("beforeOid specifies that
 * the given reference needs to point to the given value before performing any updates"). Where a server has none, the branch
 * is read, compared and then moved by REST, and somebody who moves it within those milliseconds is overwritten only by a
 * move that is no fast-forward. Throws a PublishError where the branch is somewhere else.
 */
export async function moveRef(
  github: GitHub,
  repositoryId: string | undefined,
  move: RefMove,
): Promise<void> {
  await writeOnce(
    github,
    async () => {
      if (!(await moveByGraphql(github, repositoryId, move))) await moveByRest(github, move);
      return true;
    },
    () => hasMoved(github, move),
  );
}

/** True: it is where it belongs. Undefined: it is where it was. Anything else is somebody else's doing. */
async function hasMoved(github: GitHub, move: RefMove): Promise<true | undefined> {
  const { branch, before, after } = move;
  const now = await readRef(github, `heads/${branch}`);
  if (now === after) return true;
  if (now === before) return undefined;
  throw new PublishError(
    `${branch} was moved by somebody else meanwhile (${describe(now)} instead of ${describe(before)}); nothing of it was overwritten, run again`,
  );
}

function describe(sha: string | undefined): string {
  return sha?.slice(0, 12) ?? 'no branch';
}

/** False where the server does not know the mutation. */
async function moveByGraphql(
  github: GitHub,
  repositoryId: string | undefined,
  move: RefMove,
): Promise<boolean> {
  if (repositoryId === undefined) return false;
  const update = {
    name: `refs/heads/${move.branch}`,
    beforeOid: move.before ?? NOTHING,
    afterOid: move.after ?? NOTHING,
    force: !move.isFastForward,
  };
  try {
    const answer = await mutateGraphql(github, MUTATION, { repositoryId, refUpdates: [update] });
    return answer !== undefined;
  } catch (error) {
    // The words of a lost comparison are not documented: where the branch is tells.
    if (isRefusedByGraphql(error) && (await hasMoved(github, move))) return true;
    throw error;
  }
}

async function moveByRest(github: GitHub, move: RefMove): Promise<void> {
  if (await hasMoved(github, move)) return;
  const { git } = github.octokit.rest;
  const { branch, before, after, isFastForward } = move;
  const ref = `heads/${branch}`;
  const request = { ...github.repository, request: ONCE };
  try {
    if (after === undefined) await git.deleteRef({ ...request, ref });
    else if (before === undefined)
      await git.createRef({ ...request, ref: `refs/${ref}`, sha: after });
    else await git.updateRef({ ...request, ref, sha: after, force: !isFastForward });
  } catch (error) {
    // "Reference already exists", "Update is not a fast forward", "Reference does not exist".
    if (isRefusal(error, [404, 422]) && (await hasMoved(github, move))) return;
    throw error;
  }
}
