import { posix } from 'node:path';

import { KustomizeError, readResources } from 'kustomize-ts';
import type { FileSystem, PlainResources } from 'kustomize-ts';

import type { EnvironmentFile } from './environment.ts';
import { filesBelow } from './files-below.ts';

/** Manifests of what a cluster brings itself. A path or glob that means no file is an error: something is missing. */
export function readGiven(
  { folder, given: globs }: Pick<EnvironmentFile, 'folder' | 'given'>,
  fileSystem: FileSystem,
): Pick<PlainResources, 'errors' | 'resources'> {
  const errors: KustomizeError[] = [];
  const paths = globs.flatMap((glob) => {
    // The name of the folder itself may have what means something in a glob.
    const found = filesBelow(posix.join(folder, folderOf(glob)), fileSystem).filter((path) =>
      posix.matchesGlob(posix.relative(folder, path), posix.normalize(glob)),
    );
    if (found.length === 0) {
      const place = posix.join(folder, glob);
      const shown = fileSystem.displayPath?.(place) ?? place;
      const fix = 'correct spec.given of environment.yaml';
      errors.push(new KustomizeError('not-found', `${shown} means no file`, { fix }));
    }
    return found;
  });
  const read = readResources([...new Set(paths)], fileSystem);
  return { resources: read.resources, errors: [...errors, ...read.errors] };
}

/** The folder in front of the first name that is a pattern. */
function folderOf(glob: string): string {
  const names = glob.split('/');
  const first = names.findIndex((name) => /[*?[{(]/.test(name));
  return names.slice(0, first < 0 ? -1 : first).join('/');
}
