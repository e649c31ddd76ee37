import { createHash, hash } from 'node:crypto';

import { byPath, isMetadata } from './paths.ts';

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/**
 * The digest of a rendered branch: `sha256:` and SHA-256, in hexadecimal, over `path NUL sha256(bytes) LF` for each file
 * but every `hydrator.metadata`, sorted by the bytes of the path. `sha256(bytes)` is hexadecimal too, so anybody can check
 * it with `sha256sum`.
 */
export function digestOf(files: ReadonlyMap<string, Uint8Array>): string {
  const total = createHash('sha256');
  for (const path of [...files.keys()].toSorted(byPath)) {
    const bytes = files.get(path);
    if (bytes && !isMetadata(path)) total.update(`${path}\0${hash('sha256', bytes)}\n`);
  }
  return `sha256:${total.digest('hex')}`;
}

export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}
