/**
 * Texts that are kept from run to run. What stands there is as it was written or not there at all; anything may be gone
 * at any time. Nothing that happens to a cache fails a run.
 * `kind` is a word of a-z, `key` lower case hexadecimal, both chosen by the caller.
 */
export interface ContentCache {
  read(kind: string, key: string): string | undefined;
  write(kind: string, key: string, text: string): void;
}
