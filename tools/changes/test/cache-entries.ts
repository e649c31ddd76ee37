import { hash } from 'node:crypto';

/** The key of the entry with this number. */
export function keyOf(number: number): string {
  return hash('sha256', String(number));
}

/** What stands under a key: some 20 kB, as a rendering has. */
export function contentOf(key: string): string {
  return `${key}\n`.repeat(300);
}
