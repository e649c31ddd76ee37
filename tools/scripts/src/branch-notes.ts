import { readBlobs } from '@fingerpost/changes';
import { BranchError, METADATA } from '@fingerpost/publish';
import type { LocalEntry } from '@fingerpost/publish';

/** What a `hydrator.metadata` says, or what is wrong with it. */
export interface Note<T> {
  readonly metadata?: T;
  readonly isPresent: boolean;
  /** Follows its name: `is missing`. */
  readonly error: string;
}

/** Reads one note, of the root or of a unit. */
export type ReadNote = <T>(path: string, decode: (bytes: Uint8Array) => T) => Note<T>;

/** Larger ones are nobody's notes. */
const MAX_BYTES = 64 * 1024;

/** The notes of a branch, all of them read with one process. */
export function openNotes(workingTree: string, entries: readonly LocalEntry[]): ReadNote {
  const found = new Map(
    entries
      .filter(({ path }) => path === METADATA || path.endsWith(`/${METADATA}`))
      .map((entry) => [entry.path, entry]),
  );
  const readable = [...found.values()].filter(isReadable).map(({ id }) => id);
  const blobs = readBlobs(workingTree, readable);
  return (path, decode) => {
    const entry = found.get(path);
    if (!entry) return { isPresent: false, error: 'is missing' };
    const bytes = isReadable(entry) ? blobs.get(entry.id) : undefined;
    if (!bytes) return { isPresent: true, error: 'is not a small file' };
    try {
      return { metadata: decode(bytes), isPresent: true, error: '' };
    } catch (error) {
      if (error instanceof BranchError) return { isPresent: true, error: error.message };
      throw error;
    }
  };
}

function isReadable({ mode, size }: LocalEntry): boolean {
  return mode.startsWith('100') && size <= MAX_BYTES;
}
