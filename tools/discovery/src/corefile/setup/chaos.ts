import { unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';

export interface ChaosConfig {
  readonly kind: 'chaos';
  readonly version: string;
  /** Undefined: the owners of CoreDNS, as the program knows them. */
  readonly authors: readonly string[] | undefined;
}

const LONGEST = 255;

/** Source: CoreDNS plugin/chaos/setup.go. */
export const setupChaos: Setup = (cursor) => {
  cursor.next();
  const [version = 'CoreDNS-1.15.0', ...authors] = cursor.remainingArgs();
  if (cursor.nextBlock()) throw unknownProperty(cursor);
  const cut = (text: string): string => text.slice(0, LONGEST);
  const sorted = [...new Set(authors)].map(cut).toSorted();
  return [
    {
      kind: 'chaos',
      version: authors.length > 0 ? version : cut(version),
      authors: sorted.length > 0 ? sorted : undefined,
    },
  ];
};
