import type { Changes } from '@fingerpost/changes';
import { printable } from '@fingerpost/text';

import { formatFailures } from './build-overlays.ts';
import type { ComparedOverlay } from './comparison.ts';

/** What could not be rendered or read on either side, one line each; '' where there is nothing. */
export interface Failures {
  readonly all: string;
  /** What a report for people does not tell: of an overlay that renders on neither side it has one reason. */
  readonly untold: string;
}

/** Lists the failures of both sides. */
export function listFailures(
  pairs: readonly ComparedOverlay[],
  { unread = [] }: Pick<Changes, 'unread'>,
): Failures {
  const told: Failure[] = [];
  const untold: Failure[] = [];
  for (const { overlay, before, after } of pairs) {
    if (after?.status === 'failed') told.push([overlay, after.error]);
    if (before?.status !== 'failed') continue;
    if (after?.status !== 'failed') told.push([overlay, before.error]);
    // The same problem has the name of the revision in front on the old side.
    else if (!before.error.endsWith(after.error)) untold.push([overlay, before.error]);
  }
  const files = unread.map((line) => `${printable(line)}\n`).join('');
  return {
    all: `${formatFailures([...told, ...untold])}${files}`,
    untold: formatFailures(untold),
  };
}

type Failure = readonly [overlay: string, error: string];
