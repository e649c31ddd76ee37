import { readResources } from 'kustomize-ts';
import type { FileSystem } from 'kustomize-ts';

import { buildOverlays } from './build-overlays.ts';
import type { Outcome } from './build-overlays.ts';
import type { Comparison } from './comparison.ts';
import { describeError } from './describe-error.ts';
import { hasKustomization } from './overlays.ts';
import { UsageError } from './usage-error.ts';
import { resolveUserPath } from './user-path.ts';
import { workingFiles } from './working-files.ts';

/**
 * Compares any two of: a folder with a kustomization, which is built; a folder or file of plain YAML or JSON, which is
 * read as it is. Neither has to be in a repository.
 */
export function comparePaths(from: string, to: string, directory: string): Comparison {
  const fileSystem = workingFiles(directory);
  return {
    title: `${from} -> ${to}`,
    pairs: [
      {
        overlay: to,
        before: readSide(fileSystem, '--from', from, directory),
        after: readSide(fileSystem, '--to', to, directory),
      },
    ],
    expected: [],
    notices: [],
  };
}

function readSide(
  fileSystem: FileSystem,
  option: string,
  path: string,
  directory: string,
): Outcome | undefined {
  const place = resolveUserPath(directory, path);
  const kind = fileSystem.kind(place);
  if (kind === undefined) {
    throw new UsageError(`${option} ${path} does not exist; name a file or a folder`);
  }
  if (kind === 'directory' && hasKustomization(fileSystem, place)) {
    // By itself: both sides may have the same name.
    return buildOverlays([{ id: path, directory: place }], fileSystem, 'rendering').get(path);
  }
  const { resources, inputs, errors } = readResources([place], fileSystem);
  const [error] = errors;
  if (error) {
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
    return { status: 'failed', error: `${describeError(error)}${more}` };
  }
  return {
    status: 'rendered',
    yaml: inputs.map((file) => new TextDecoder().decode(fileSystem.readFile(file))).join('---\n'),
    resources,
    inputs,
    lookups: [],
    warnings: [],
    removed: [],
  };
}
