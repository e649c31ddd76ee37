import { createHash } from 'node:crypto';

import type { OverlayRendering } from '@fingerpost/changes';
import { readResources } from 'kustomize-ts';
import type { FileSystem } from 'kustomize-ts';

import type { Comparison, EnvironmentState } from './comparison.ts';
import { describeError } from './describe-error.ts';
import { openFolderRenderings } from './open-renderings.ts';
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
  const before = readSide(fileSystem, '--from', from, directory);
  const after = readSide(fileSystem, '--to', to, directory);
  const [old, now] = [before, after].map((rendering): EnvironmentState => ({
    folder: [],
    overlays: new Map([[to, rendering]]),
  }));
  return {
    before: from,
    after: to,
    pairs: [{ overlay: to, before, after }],
    environments: [{ name: '', root: '', show: (path) => path, before: old, after: now }],
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
  const place = resolveUserPath(directory, path);
  const kind = fileSystem.kind(place);
  if (kind === undefined) {
    throw new UsageError(`${option} ${path} does not exist; name a file or a folder`);
  }
  if (kind === 'directory' && hasKustomization(fileSystem, place)) {
    const { renderings } = openFolderRenderings(directory, directory);
    const overlays = [{ id: path, directory: place }];
    const [built] = renderings.render([{ side: renderings.workingTree(), overlays }]);
    const rendering = built?.get(path);
    if (rendering) return rendering;
  }
  return readPlain(fileSystem, place);
}

/** What stands in files is what there is: nothing is built. */
function readPlain(fileSystem: FileSystem, place: string): OverlayRendering {
  const { resources, inputs, errors } = readResources([place], fileSystem);
  const [error] = errors;
  if (error) {
    const more = errors.length > 1 ? `; and ${errors.length - 1} more` : '';
    return { status: 'failed', error: `${describeError(error)}${more}` };
  }
  const yaml = inputs.map((file) => new TextDecoder().decode(fileSystem.readFile(file))).join('\n');
  const digest = createHash('sha256').update(yaml).digest('hex');
  return {
    status: 'rendered',
    // The places differ with the file.
    key: () => `${place} ${digest}`,
    digest: () => digest,
    load: () => ({ yaml, resources, inputs, lookups: [], warnings: [], removed: [] }),
  };
}
