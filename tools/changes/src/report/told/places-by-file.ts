import { printable } from '@fingerpost/text';

import type { Place } from '../../place.ts';

const MAX_FILES = 3;

/** `base/web/kustomization.yaml:13, 17, 18`, one text for each file; more than three files are counted. */
export function formatPlacesByFile(places: readonly Place[]): string[] {
  const files = [...Map.groupBy(places, ({ file }) => file)];
  const shown = files.length > MAX_FILES ? files.slice(0, MAX_FILES - 1) : files;
  const texts = shown.map(([file, group]) => {
    const lines = [...new Set(group.flatMap(({ line }) => line ?? []))];
    return printable(lines.length === 0 ? file : `${file}:${lines.join(', ')}`);
  });
  const more = files.length - shown.length;
  return more > 0 ? [...texts, `and ${more} more files`] : texts;
}
