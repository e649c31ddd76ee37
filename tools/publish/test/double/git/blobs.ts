import { needObject, readObject, writeObject } from './objects.ts';

/** blob, tree, commit or tag; nothing where there is no such object. */
export function typeOf(git: string, sha: string): string | undefined {
  return readObject(git, sha)?.type;
}

export function readBlob(git: string, sha: string): Buffer {
  return needObject(git, sha, 'blob');
}

export function writeBlob(git: string, bytes: Uint8Array): string {
  return writeObject(git, 'blob', bytes);
}
