import { PublishError } from '../publish/publish-error.ts';
import { isRefusal } from './failure.ts';
import type { GitHub } from './github.ts';

/** One entry that a tree gets or loses: a file by its content, anything by the id of its object, which may be nothing. */
export type TreeChange =
  | { readonly path: string; readonly content: string }
  | { readonly path: string; readonly mode: string; readonly id: string | null };

/** GitHub gives up on trees of a few hundred files or megabytes; nothing of it is documented. */
const MAX_ENTRIES = 100;
const MAX_BYTES = 2_000_000;

/**
 * Writes a tree: `base` with changes, in as many requests as it takes, each on top of the one before. Contents go along as
 * text, so no blob is a request of its own. Repeating it does no harm: trees are named by their content.
 * Gives the id of the last tree.
 */
export async function writeTree(
  github: GitHub,
  base: string | undefined,
  changes: readonly TreeChange[],
): Promise<string> {
  let tree = base;
  for (const chunk of chunksOf(changes)) tree = await writeChunk(github, tree, chunk);
  if (tree === undefined) throw new PublishError('a branch without files cannot be written');
  return tree;
}

/** A chunk that is too large for the server all the same is written in halves. */
async function writeChunk(
  github: GitHub,
  base: string | undefined,
  chunk: readonly TreeChange[],
): Promise<string> {
  try {
    const { data } = await github.octokit.rest.git.createTree({
      ...github.repository,
      ...(base === undefined ? {} : { base_tree: base }),
      tree: chunk.map(entryOf),
    });
    return data.sha;
  } catch (error) {
    // "Sorry, your request timed out. It's likely that your input was too large to process."
    if (chunk.length < 2 || !isRefusal(error, [422, 502], /too large|timed out/i)) throw error;
    const half = chunk.length >> 1;
    const first = await writeChunk(github, base, chunk.slice(0, half));
    return writeChunk(github, first, chunk.slice(half));
  }
}

function entryOf(change: TreeChange) {
  const { path } = change;
  if ('content' in change) {
    return { path, mode: '100644', type: 'blob', content: change.content } as const;
  }
  const kind = KINDS[change.mode];
  if (!kind) throw new PublishError(`${path} has the mode ${change.mode}, which git does not know`);
  return { path, ...kind, sha: change.id };
}

const KINDS: Readonly<Record<string, { mode: Mode; type: 'blob' | 'commit' } | undefined>> = {
  '100644': { mode: '100644', type: 'blob' },
  '100755': { mode: '100755', type: 'blob' },
  '120000': { mode: '120000', type: 'blob' },
  '160000': { mode: '160000', type: 'commit' },
};

type Mode = '100644' | '100755' | '120000' | '160000';

function* chunksOf(changes: readonly TreeChange[]): Generator<TreeChange[]> {
  let chunk: TreeChange[] = [];
  let bytes = 0;
  for (const change of changes) {
    const size = 'content' in change ? Buffer.byteLength(change.content) : 0;
    if (chunk.length === MAX_ENTRIES || (chunk.length > 0 && bytes + size > MAX_BYTES)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(change);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}
