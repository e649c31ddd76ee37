import { posix } from 'node:path';

import { memoryFileSystem } from 'kustomize-ts';
import type { FileSystem } from 'kustomize-ts';

import { filesBelow } from './files-below.ts';
import { hasKustomization } from './overlays.ts';

/**
 * What lies in the folder of an environment beside its overlays: `environment.yaml` and what it may call given.
 * Texts by their absolute path.
 */
export type EnvironmentFolder = readonly (readonly [path: string, text: string])[];

/** Reads the folder of an environment. */
export function readEnvironmentFolder(
  files: FileSystem,
  root: string,
  environment: string,
): EnvironmentFolder {
  const folder = posix.join(root, 'overlays', environment);
  const isOverlay = (path: string): boolean => hasKustomization(files, path);
  return filesBelow(folder, files, isOverlay).map((path) => [
    path,
    new TextDecoder().decode(files.readFile(path)),
  ]);
}

/** The same files, to be read as any others. */
export function folderFiles(
  folder: EnvironmentFolder,
  displayPath: (path: string) => string,
): FileSystem {
  return { ...memoryFileSystem(Object.fromEntries(folder)), displayPath };
}

export function isSameFolder(a: EnvironmentFolder, b: EnvironmentFolder): boolean {
  return (
    a.length === b.length && a.every(([path, text], i) => path === b[i]?.[0] && text === b[i]?.[1])
  );
}
