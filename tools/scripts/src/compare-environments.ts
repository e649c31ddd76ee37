import { KustomizeError } from 'kustomize-ts';

import type { Comparison } from './comparison.ts';
import { describeError } from './describe-error.ts';
import { readEnvironment } from './environment.ts';
import { openFolderRenderings } from './open-renderings.ts';
import { findOverlays, selectOverlays } from './overlays.ts';
import { workingFiles } from './working-files.ts';
import { UsageError } from './usage-error.ts';

/**
 * Compares each unit in one environment with the same unit in another one, both on disk.
 * What either environment calls an expected difference is left out and counted.
 */
export function compareEnvironments(
  root: string,
  between: string,
  patterns: readonly string[],
  directory: string,
): Comparison {
  const [from, to, ...more] = between.split(',').map((name) => name.trim());
  if (!from || !to || more.length > 0 || from === to) {
    throw new UsageError(
      `--between ${between} does not name two environments; write --between dev,prod`,
    );
  }
  const fileSystem = workingFiles(directory);
  const all = findOverlays(fileSystem, root);
  const chosen = [from, to].flatMap((environment) =>
    selectOverlays(all, { overlays: [], environment }, directory),
  );
  const selected =
    patterns.length === 0
      ? chosen
      : selectOverlays(chosen, { overlays: patterns, environment: undefined }, directory);
  const units = new Set(selected.map(({ unit }) => unit));
  const { renderings } = openFolderRenderings(root, directory);
  const overlays = chosen.filter(({ unit }) => units.has(unit));
  const [built = new Map()] = renderings.render([{ side: renderings.workingTree(), overlays }]);
  const unread: string[] = [];
  const environments = [from, to].flatMap((name) => {
    try {
      return [readEnvironment(fileSystem, root, name)];
    } catch (error) {
      if (!(error instanceof KustomizeError)) throw error;
      unread.push(describeError(error));
      return [];
    }
  });
  return {
    before: from,
    after: to,
    pairs: [...units].toSorted().map((unit) => ({
      overlay: unit,
      before: built.get(`${from}/${unit}`),
      after: built.get(`${to}/${unit}`),
    })),
    // What differs in the manifests is what a reader wants to know; two clusters mean different things anyway.
    environments: [],
    headings: { removed: `only in ${from}`, added: `only in ${to}` },
    expected: environments.flatMap(({ expectedDifferences }) => expectedDifferences),
    notices: environments.flatMap(({ name, assumed }) =>
      assumed ? [`overlays/${name} has no environment.yaml: no difference is expected`] : [],
    ),
    unread,
  };
}
