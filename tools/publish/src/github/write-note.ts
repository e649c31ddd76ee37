import { blobIdOf } from '@fingerpost/changes';

import { PublishError } from '../publish/publish-error.ts';
import { isRefusal } from './failure.ts';
import type { GitHub } from './github.ts';
import { readCommitHead, readRef } from './read-branch.ts';
import { writeCommit } from './write-commit.ts';
import { ONCE, writeOnce } from './write-once.ts';
import { writeTree } from './write-tree.ts';

/** Others write notes of other commits meanwhile. */
const ATTEMPTS = 8;

/**
 * Attaches a note to a commit, as `git notes --ref=NAME add -f` and a push do: a commit on `refs/notes/NAME` whose tree holds
 * the text under the id of the commit. The ref only moves forward, so two writers never lose a note of each other.
 * True where it was written, false where it said so already. Throws a PublishError.
 */
export async function writeNote(
  github: GitHub,
  name: string,
  commit: string,
  text: string,
): Promise<boolean> {
  const ref = `notes/${name}`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = await readRef(github, ref);
    const base = before === undefined ? undefined : (await readCommitHead(github, before)).tree;
    const { path, id } = await findNote(github, base, commit);
    if (id === blobIdOf(new TextEncoder().encode(text), 'sha1')) return false;
    const tree = await writeTree(github, base, [{ path, content: text }]);
    const parents = before === undefined ? [] : [before];
    const sha = await writeCommit(github, 'Notes added by fingerpost\n', tree, parents);
    if (await moveForward(github, ref, before, sha)) return true;
    await github.pause(0);
  }
  throw new PublishError(`refs/${ref} is moved all the time by others; run again`);
}

/**
 * Where the note of a commit is, or is to be. Git spreads notes over folders named by the first digits of the ids, as deep as
 * it takes, and reads every depth; a new one goes one folder deep where there is none.
 */
async function findNote(
  { octokit, repository }: GitHub,
  root: string | undefined,
  commit: string,
): Promise<{ readonly path: string; readonly id: string | undefined }> {
  const fallback = `${commit.slice(0, 2)}/${commit.slice(2)}`;
  let [folder, prefix, rest] = [root, '', commit];
  while (folder !== undefined) {
    const { data } = await octokit.rest.git.getTree({ ...repository, tree_sha: folder });
    if (data.truncated) {
      throw new PublishError('there are more notes than GitHub lists at once; run git notes prune');
    }
    const note = data.tree.find(({ path, type }) => path === rest && type === 'blob');
    if (note) return { path: `${prefix}${rest}`, id: note.sha };
    const next = rest.slice(0, 2);
    const below = data.tree.find(({ path, type }) => path === next && type === 'tree');
    if (!below) break;
    [folder, prefix, rest] = [below.sha, `${prefix}${next}/`, rest.slice(2)];
  }
  return { path: prefix === '' ? fallback : `${prefix}${rest}`, id: undefined };
}

/** GitHub refuses what is no fast-forward: false where somebody else was there before. */
async function moveForward(
  github: GitHub,
  ref: string,
  before: string | undefined,
  sha: string,
): Promise<boolean> {
  const { git } = github.octokit.rest;
  const request = { ...github.repository, request: ONCE };
  const hasMoved = async () => {
    const now = await readRef(github, ref);
    return now === before ? undefined : now === sha;
  };
  return writeOnce(
    github,
    async () => {
      try {
        if (before === undefined) await git.createRef({ ...request, ref: `refs/${ref}`, sha });
        else await git.updateRef({ ...request, ref, sha, force: false });
        return true;
      } catch (error) {
        // "Reference already exists", "Update is not a fast forward".
        const moved = isRefusal(error, [422]) ? await hasMoved() : undefined;
        if (moved === undefined) throw error;
        return moved;
      }
    },
    hasMoved,
  );
}
