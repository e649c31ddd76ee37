import fs from 'node:fs';

import { toNativePath } from 'kustomize-ts';
import type { FileSystem } from 'kustomize-ts';

/** Stands for standard input among paths. */
export const STANDARD_INPUT = '-';

/** The same files, and what can be read once only: standard input as `-`, and the pipes that a shell names. */
export function withStreams(fileSystem: FileSystem): FileSystem {
  const contents = new Map<string, Uint8Array>();

  function readStream(path: string): Uint8Array {
    let content = contents.get(path);
    if (!content) {
      content = fs.readFileSync(path === STANDARD_INPUT ? 0 : toNativePath(path));
      contents.set(path, content);
    }
    return content;
  }

  return {
    ...fileSystem,
    kind: (path) => fileSystem.kind(path) ?? (isStream(path) ? 'file' : undefined),
    readFile: (path) => (isStream(path) ? readStream(path) : fileSystem.readFile(path)),
    displayPath: (path) =>
      path === STANDARD_INPUT ? path : (fileSystem.displayPath?.(path) ?? path),
  };
}

/** Any other pipe or device could keep the run waiting for ever. */
const STREAM = /^\/dev\/(?:null|stdin|fd\/\d+)$/;

function isStream(path: string): boolean {
  return path === STANDARD_INPUT || STREAM.test(path);
}
