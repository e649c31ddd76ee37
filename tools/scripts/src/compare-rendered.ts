import { hashOfId } from '@fingerpost/changes';
import {
  BranchError,
  compareFiles,
  compareMessage,
  compareRootMetadata,
  compareUnitMetadata,
  decodeRootMetadata,
  decodeUnitMetadata,
  findWritingCommit,
  isShallow,
  METADATA,
  readBranchTree,
  readCommit,
  readTrailers,
} from '@fingerpost/publish';
import type { BranchDifference, LocalCommit, Tools, UnitMetadata } from '@fingerpost/publish';

import { openNotes } from './branch-notes.ts';
import type { ReadNote } from './branch-notes.ts';
import { needCommit, renderCommit } from './render-commit.ts';
import type { Clone, RenderedAs, RenderedCommit } from './render-commit.ts';
import { UsageError } from './usage-error.ts';

/** A rendered branch, held against its dry commit. */
export interface ComparedBranch {
  readonly differences: readonly BranchDifference[];
  readonly dry: LocalCommit;
  readonly rendered: RenderedCommit;
  /** What rendered it, as it says itself. */
  readonly tools: Tools | undefined;
}

/**
 * Renders the dry commit of a branch and names everything on the branch that is not as it was written. Throws where that
 * cannot be told: no dry commit is named, it is not in this clone, or does not render.
 */
export function compareRendered(
  clone: Clone,
  tip: LocalCommit,
  environment: string,
): ComparedBranch {
  const entries = readBranchTree(clone.workingTree, tip.sha);
  const readNote = openNotes(clone.workingTree, entries);
  const writing = findWritingCommit(
    clone.workingTree,
    tip,
    (commit) => trailersOf(commit) !== undefined,
  );
  const root = readNote(METADATA, decodeRootMetadata);
  const drySha = root.metadata?.drySha ?? trailersOf(writing)?.drySha;
  if (drySha === undefined) {
    throw new UsageError(
      `commit ${short(tip.sha)} is no rendered branch: ${METADATA} ${root.error}, and no trailer names a dry commit; name a branch environment/<environment>`,
    );
  }
  const dry = needCommit(clone, drySha, 'the dry commit');
  const { repoURL = '', tools = {} } = root.metadata ?? {};
  const as = { environment, repoURL, tools };
  const rendered = renderCommit(clone, dry, as);
  return {
    differences: [
      ...compareFiles(rendered.files, entries, hashOfId(tip.sha)),
      ...(root.metadata ? compareRootMetadata(root.metadata, rendered.metadata) : []),
      ...(root.isPresent && !root.metadata ? [edited(METADATA, `it ${root.error}`)] : []),
      ...compareUnits(clone, readNote, rendered, dry, as),
      ...compareMessage(`commit ${short(writing.sha)}`, writing.message, rendered.message),
    ],
    dry,
    rendered,
    tools: root.metadata?.tools,
  };
}

/** Undefined of a message that has none, or not those that it is to have. */
function trailersOf({ message }: LocalCommit) {
  try {
    return readTrailers(message);
  } catch (error) {
    if (error instanceof BranchError) return undefined;
    throw error;
  }
}

/** The notes of the units. Units that did not change have one of an older dry commit, which is rendered as well. */
function compareUnits(
  clone: Clone,
  readNote: ReadNote,
  rendered: RenderedCommit,
  dry: LocalCommit,
  as: RenderedAs,
): BranchDifference[] {
  const differences: BranchDifference[] = [];
  const notes: { unit: string; path: string; metadata: UnitMetadata }[] = [];
  for (const { name: unit } of rendered.units) {
    const path = `${unit}/${METADATA}`;
    const { metadata, isPresent, error } = readNote(path, decodeUnitMetadata);
    if (metadata) notes.push({ unit, path, metadata });
    else if (isPresent) differences.push(edited(path, `it ${error}`));
  }
  for (const [sha, ofCommit] of Map.groupBy(notes, ({ metadata }) => metadata.drySha)) {
    const only = new Set(ofCommit.map(({ unit }) => unit));
    const older = sha === dry.sha ? rendered : renderOlder(clone, sha, { ...as, only });
    for (const { path, metadata } of ofCommit) {
      const [expected, present] = [older?.files.get(path), rendered.files.get(path)];
      differences.push(...compareUnitMetadata(path, metadata, expected, present));
    }
  }
  return differences;
}

/** Undefined where the commit is not there, or does not render: nobody published it. */
function renderOlder(clone: Clone, sha: string, as: RenderedAs): RenderedCommit | undefined {
  const commit = isShallow(clone.workingTree)
    ? needCommit(clone, sha, 'the dry commit of a unit')
    : readCommit(clone.workingTree, sha);
  if (!commit) return undefined;
  try {
    return renderCommit(clone, commit, as);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function edited(at: string, why: string): BranchDifference {
  return { at, what: `edited by hand, ${why}` };
}

function short(sha: string): string {
  return sha.slice(0, 7);
}
