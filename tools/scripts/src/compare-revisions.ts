import { posix } from 'node:path';

import { findRevisions, inspectSubmodules } from '@fingerpost/changes';
import type { Commit } from '@fingerpost/changes';
import { toNativePath, toPosixPath } from 'kustomize-ts';

import type { Comparison } from './comparison.ts';
import { compareSides } from './compare-sides.ts';
import { findMissingSubmodules, mayHoldOverlays } from './find-missing-submodules.ts';
import { openRepositoryRenderings } from './open-renderings.ts';
import type { RunOptions } from './open-renderings.ts';
import type { Selection } from './overlays.ts';

/**
 * Compares the working tree, or the revision `head`, with the commit at which it left `base`.
 * Throws a GitError where git cannot give them.
 * @param root the folder that holds `overlays`
 */
export function compareRevisions(
  root: string,
  names: { readonly base: string | undefined; readonly head: string | undefined },
  selection: Selection,
  run: RunOptions,
): Comparison {
  const { workingTree, base, head, hash } = findRevisions(toNativePath(root), names);
  const top = toPosixPath(workingTree);
  const opened = openRepositoryRenderings(top, hash, run);
  const { renderings } = opened;
  const before = renderings.revision(workingTree, base);
  const after =
    names.head === undefined ? renderings.workingTree() : renderings.revision(workingTree, head);
  const compared = compareSides(root, before, after, opened, selection, run.directory);

  const { dirty, missing } =
    names.head === undefined
      ? inspectSubmodules(workingTree)
      : { dirty: [], missing: after.missing() };
  const sides = [
    { side: 'before', files: before.files, missing: before.missing() },
    { side: 'after', files: after.files, missing },
  ] as const;
  const unread = sides.flatMap((side) =>
    side.missing.filter((submodule) => mayHoldOverlays(submodule, top, root)),
  );
  const blamed = sides.flatMap((side) => {
    const failed = compared.pairs.filter((pair) => pair[side.side]?.status === 'failed');
    const folders = failed.map(({ overlay }) => posix.join(root, 'overlays', overlay));
    return findMissingSubmodules(side, folders, top);
  });
  const told = new Set(unread.map(({ message }) => message));
  const blame = new Set(blamed.flatMap(({ message }) => (told.has(message) ? [] : [message])));
  return {
    before: describe(base),
    after: names.head === undefined ? 'the working tree' : describe(head),
    ...compared,
    notices: [...compared.notices, ...dirty, ...blame],
    unread: [...told],
  };
}

function describe({ name, id }: Commit): string {
  return `${name} (${id.slice(0, 7)})`;
}
