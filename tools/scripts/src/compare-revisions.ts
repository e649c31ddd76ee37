import { findRevisions } from '@fingerpost/changes';
import type { Commit } from '@fingerpost/changes';
import { toNativePath, toPosixPath } from 'kustomize-ts';

import type { Comparison } from './comparison.ts';
import { compareSides } from './compare-sides.ts';
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
  const opened = openRepositoryRenderings(toPosixPath(workingTree), hash, run);
  const { renderings } = opened;
  const before = renderings.revision(workingTree, base);
  const after =
    names.head === undefined ? renderings.workingTree() : renderings.revision(workingTree, head);
  return {
    before: describe(base),
    after: names.head === undefined ? 'the working tree' : describe(head),
    ...compareSides(root, before, after, opened, selection, run.directory),
  };
}

function describe({ name, id }: Commit): string {
  return `${name} (${id.slice(0, 7)})`;
}
