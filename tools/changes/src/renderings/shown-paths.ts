import { posix } from 'node:path';

import type { KeptPaths, ThawedPaths } from 'kustomize-ts';

import { relativeTo } from './identified-files.ts';

/** Paths as people see them, relative to the working folder, and as they are kept, relative to the root. */
export interface ShownPaths extends KeptPaths, ThawedPaths {
  /** How an absolute path is shown. */
  readonly show: (path: string) => string;
}

/** Both folders are absolute. What is no path, '', stays what it is. */
export function shownPaths(root: string, directory: string): ShownPaths {
  const show = (path: string): string => posix.relative(directory, path) || '.';
  return {
    show,
    ofShown: remember((path) =>
      path === '' ? '' : relativeTo(root, posix.resolve(directory, path)) || '.',
    ),
    ofAbsolute: (path) => relativeTo(root, path),
    toShown: remember((path) => (path === '' ? '' : show(posix.join(root, path)))),
    toAbsolute: (path) => posix.join(root, path),
  };
}

function remember(answer: (path: string) => string): (path: string) => string {
  const known = new Map<string, string>();
  return (path) => {
    let now = known.get(path);
    if (now === undefined) {
      now = answer(path);
      known.set(path, now);
    }
    return now;
  };
}
