import type { FileSystem } from 'kustomize-ts';

import { buildOverlays } from './build-overlays.ts';
import type { Comparison } from './comparison.ts';
import { hasKustomization } from './overlays.ts';
import { workingFiles } from './working-files.ts';
import { UsageError } from './usage-error.ts';
import { resolveUserPath } from './user-path.ts';

/** Compares what two folders with a kustomization render to; neither has to be in a repository. */
export function compareFolders(from: string, to: string, directory: string): Comparison {
  const fileSystem = workingFiles(directory);
  const [before, after] = [
    { id: from, directory: findFolder(fileSystem, '--from', from, directory) },
    { id: to, directory: findFolder(fileSystem, '--to', to, directory) },
  ];
  // Each by itself: both may have the same name.
  const old = buildOverlays([before], fileSystem, 'rendering').get(from);
  const now = buildOverlays([after], fileSystem, 'rendering').get(to);
  const title = `${from} -> ${to}`;
  return { title, pairs: [{ overlay: to, before: old, after: now }], expected: [], notices: [] };
}

function findFolder(
  fileSystem: FileSystem,
  option: string,
  path: string,
  directory: string,
): string {
  const place = resolveUserPath(directory, path);
  if (fileSystem.kind(place) !== 'directory') {
    throw new UsageError(`${option} ${path} is no folder; name a folder with a kustomization.yaml`);
  }
  if (!hasKustomization(fileSystem, place)) {
    throw new UsageError(
      `${option} ${path} has no kustomization.yaml, and plain YAML cannot be compared yet; add a kustomization.yaml that lists the files`,
    );
  }
  return place;
}
