import { createHash } from 'node:crypto';

/** What git calls these bytes as the content of a file. */
export function blobIdOf(bytes: Uint8Array, algorithm: 'sha1' | 'sha256'): string {
  return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** How git hashes where an object has this id. */
export function hashOfId(id: string): 'sha1' | 'sha256' {
  return id.length === 64 ? 'sha256' : 'sha1';
}
