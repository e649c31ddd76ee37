import {
  findMergeBase,
  findWorkingTree,
  inputComparison,
  resolveCommit,
  resolveDefaultBase,
  revisionFileSystem,
} from '@fingerpost/changes';
import type { Commit, RevisionFileSystem } from '@fingerpost/changes';
import { toNativePath, toPosixPath } from 'kustomize-ts';
import type { FileSystem } from 'kustomize-ts';

import { buildOverlays } from './build-overlays.ts';
import type { Outcome } from './build-overlays.ts';
import type { Comparison } from './comparison.ts';
import { findOverlays, selectOverlays } from './overlays.ts';
import type { Overlay, Selection } from './overlays.ts';
import { workingFiles } from './working-files.ts';

/**
 * Compares the working tree, or the revision `head`, with the commit at which it left `base`.
 * Throws a GitError where git cannot give them.
 * @param root the folder that holds `overlays`
 */
export function compareRevisions(
  root: string,
  { base: baseName, head: headName }: { base: string | undefined; head: string | undefined },
  selection: Selection,
  directory: string,
): Comparison {
  const workingTree = findWorkingTree(toNativePath(root));
  const named =
    baseName === undefined
      ? resolveDefaultBase(workingTree)
      : resolveCommit(workingTree, baseName, '--base');
  const head = resolveCommit(workingTree, headName ?? 'HEAD', '--head');
  const base = findMergeBase(workingTree, named, head);

  const top = toPosixPath(workingTree);
  const before = revisionFileSystem(workingTree, base, top);
  const after =
    headName === undefined ? workingFiles(directory) : revisionFileSystem(workingTree, head, top);
  return {
    title: `${describe(base)} -> ${headName === undefined ? 'the working tree' : describe(head)}`,
    pairs: buildBothSides(root, before, after, selection, directory),
    expected: [],
    notices: [],
  };
}

/** The old side of an overlay is only built where it read other files than the new one. */
function buildBothSides(
  root: string,
  before: RevisionFileSystem,
  after: FileSystem,
  selection: Selection,
  directory: string,
): Comparison['pairs'] {
  const oldOverlays = findOverlays(before, root);
  const newOverlays = findOverlays(after, root);
  const all = new Map([...oldOverlays, ...newOverlays].map((overlay) => [overlay.id, overlay]));
  const ids = new Set(
    selectOverlays([...all.values()].toSorted(byId), selection, directory).map(({ id }) => id),
  );
  const isChosen = ({ id }: Overlay): boolean => ids.has(id);

  const built = buildOverlays(newOverlays.filter(isChosen), after, 'rendering');
  const readsTheSame = inputComparison(after, before);
  function isUnchanged({ id }: Overlay): boolean {
    const outcome = built.get(id);
    return outcome?.status === 'rendered' && readsTheSame(outcome.inputs);
  }

  const oldChosen = oldOverlays.filter(isChosen);
  const unchanged = new Map<string, Outcome | undefined>(
    oldChosen.filter(isUnchanged).map(({ id }) => [id, built.get(id)]),
  );
  const rebuilt = buildOverlays(
    oldChosen.filter(({ id }) => !unchanged.has(id)),
    before,
    'rendering the base',
  );
  return [...ids].map((overlay) => ({
    overlay,
    before: unchanged.get(overlay) ?? rebuilt.get(overlay),
    after: built.get(overlay),
  }));
}

function byId(a: Overlay, b: Overlay): number {
  return a.id < b.id ? -1 : 1;
}

function describe({ name, id }: Commit): string {
  return `${name} (${id.slice(0, 7)})`;
}
