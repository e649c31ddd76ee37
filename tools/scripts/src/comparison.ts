import type { Headings, OverlayPair } from '@fingerpost/changes';

import type { Outcome } from './build-overlays.ts';

/** Two sides of a diff, built. */
export interface Comparison {
  /** What is compared with what, one line. */
  readonly title: string;
  readonly pairs: readonly (OverlayPair & {
    readonly before: Outcome | undefined;
    readonly after: Outcome | undefined;
  })[];
  /** Paths at which a difference is no news. */
  readonly expected: readonly (readonly string[])[];
  /** What the reader has to know of how it was made; each one line. */
  readonly notices: readonly string[];
  /** Words beside the names of overlays, where the usual ones do not fit. */
  readonly headings?: Headings;
  /** Shown below the changes. */
  readonly footer?: string;
}
