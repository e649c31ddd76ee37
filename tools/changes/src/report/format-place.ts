import { printable } from '@fingerpost/text';

import type { Place } from '../place.ts';

/** `base/web/service.yaml:14`, with ` by patches` where a transformer other than `resources` brought it. */
export function formatPlace({ file, line, by }: Place): string {
  const where = line === undefined ? file : `${file}:${line}`;
  return printable(by === undefined || by === 'resources' ? where : `${where} by ${by}`);
}

/** Where a value stands on both sides: the new place, then the old one where it is another. Empty where none is known. */
export function formatPlaces(before: Place | undefined, after: Place | undefined): string[] {
  if (!after) return before ? [formatPlace(before)] : [];
  const now = formatPlace(after);
  const old = before ? formatPlace(before) : now;
  if (!before || old === now) return [now];
  const moved = before.file === after.file && before.by === after.by && before.line !== undefined;
  return [now, moved ? `was line ${before.line}` : `was ${old}`];
}
