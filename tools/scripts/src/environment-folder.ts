import { posix } from 'node:path';

import { memoryFileSystem } from 'kustomize-ts';
import type { FileSystem } from 'kustomize-ts';

import { hasKustomization } from './overlays.ts';

/**
 * What lies in the folder of an environment beside its overlays: `environment.yaml` and what it may call given.
 * Texts by their absolute path.
 */
export type EnvironmentFolder = readonly (readonly [path: string, text: string])[];

/** Reads the folder of an environment. Links are followed; one that leads back to a folder on the way is not. */
export function readEnvironmentFolder(
  files: FileSystem,
  root: string,
  environment: string,
): EnvironmentFolder {
  return filesBelow(files, posix.join(root, 'overlays', environment), new Set()).map((path) => [
    path,
    new TextDecoder().decode(files.readFile(path)),
  ]);
}

function filesBelow(
  files: FileSystem,
  folder: string,
  entered: ReadonlySet<string>,
): readonly string[] {
  const real = files.realPath(folder) ?? folder;
  if (entered.has(real) || hasKustomization(files, folder)) return [];
  return (files.readDirectory(folder) ?? []).flatMap((name) => {
    const path = posix.join(folder, name);
    const kind = files.kind(path);
    if (kind === 'file') return [path];
    return kind === 'directory' ? filesBelow(files, path, new Set([...entered, real])) : [];
  });
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
