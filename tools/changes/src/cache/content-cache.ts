/** Texts that were computed before, by what they were computed from. What it does not have is computed again. */
export interface ContentCache {
  /** Undefined where it is not known, or cannot be read. */
  read(kind: string, key: string): string | undefined;
  /** Fails silently: a cache that cannot be written is slow, not wrong. */
  write(kind: string, key: string, text: string): void;
}
