import type { OverlayRendering } from '@fingerpost/changes';
import type { FileSystem } from 'kustomize-ts';

import type { Comparison, EnvironmentState } from './comparison.ts';
import { openFolderRenderings } from './open-renderings.ts';
import { hasKustomization } from './overlays.ts';
import { byContent, readPlainSide } from './read-plain-side.ts';
import { STANDARD_INPUT, withStreams } from './standard-input.ts';
import { UsageError } from './usage-error.ts';
import { resolveUserPath } from './user-path.ts';
import { workingFiles } from './working-files.ts';

/**
 * Compares any two of: a folder with a kustomization, which is built; a folder or file of plain YAML or JSON, or `-` for
 * standard input, which is read as it is. Neither has to be in a repository.
 */
export function comparePaths(from: string, to: string, directory: string): Comparison {
  if (from === STANDARD_INPUT && to === STANDARD_INPUT) {
    throw new UsageError('standard input can be read once: only one of --from and --to can be -');
  }
  const fileSystem = withStreams(workingFiles(directory));
  const before = readSide(fileSystem, '--from', from, directory);
  const after = readSide(fileSystem, '--to', to, directory);
  const show = (path: string): string => path;
  const [old, now] = [before, after].map((rendering): EnvironmentState => ({
    folder: [],
    overlays: new Map([[to, rendering]]),
    showInErrors: show,
  }));
  return {
    before: from,
    after: to,
    pairs: [{ overlay: to, before, after }],
    environments: [{ name: '', root: '', show, before: old, after: now }],
    expected: [],
    notices: [],
  };
}

function readSide(
  fileSystem: FileSystem,
  option: string,
  path: string,
  directory: string,
): OverlayRendering {
  const place = path === STANDARD_INPUT ? path : resolveUserPath(directory, path);
  const kind = fileSystem.kind(place);
  if (kind === undefined) {
    throw new UsageError(`${option} ${path} does not exist; name a file or a folder`);
  }
  if (kind === 'directory' && hasKustomization(fileSystem, place)) {
    const { renderings } = openFolderRenderings(directory, directory);
    const overlays = [{ id: path, directory: place }];
    const [built] = renderings.render([{ side: renderings.workingTree(), overlays }]);
    const rendering = built?.get(path);
    if (rendering?.status === 'rendered') return byContent(rendering.key(), rendering.load());
    if (rendering) return rendering;
  }
  return readPlainSide(fileSystem, place);
}
