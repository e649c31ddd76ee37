import type { Hunk } from '../field/line-diff.ts';
import { formatPlace } from './format-place.ts';

/** Where a hunk begins: the line of its file, else of the text. */
export function hunkPlace({ before, after, beforePlace, afterPlace }: Hunk): string {
  if (afterPlace) {
    const now = formatPlace(afterPlace);
    return beforePlace && formatPlace(beforePlace) !== now ? `${now}, was ${wasAt()}` : now;
  }
  if (beforePlace) return formatPlace(beforePlace);
  return before === after ? `line ${before}` : `line ${before}, now ${after}`;

  function wasAt(): string {
    if (!beforePlace) return '';
    const isSameFile = beforePlace.file === afterPlace?.file && beforePlace.line !== undefined;
    return isSameFile ? `line ${beforePlace.line}` : formatPlace(beforePlace);
  }
}
