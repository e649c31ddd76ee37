import { plural, printable } from '@fingerpost/text';

import type { Hunk } from '../../field/line-diff.ts';
import type { Value } from '../../field/value.ts';
import type { Place } from '../../place.ts';
import { formatPlace } from '../format-place.ts';
import { formatBlock, formatFlow } from '../format-value.ts';
import { showLine } from '../hunk-line.ts';
import { hunkPlace } from '../hunk-place.ts';
import { countLines, movedItem } from '../moved-value.ts';
import type { ToldField } from '../moved-value.ts';

/** Columns that a comment on GitHub shows without scrolling. */
const WIDTH = 100;

/** A field as lines of a diff: `- path: old`, `+ path: new`, with the source place of each side as a comment. */
export function diffLinesOf({ field: change, from }: ToldField): string[] {
  if (from) {
    const item = movedItem(change, from);
    if (item !== undefined) return withPlace(`! ${printable(item)}`, change.afterPlace);
    return [
      ...withPlace(`- ${printable(from.path)}`, from.beforePlace),
      ...withPlace(
        `+ ${printable(change.path)}: the same ${plural(countLines(change.after), 'line')}`,
        change.afterPlace,
      ),
    ];
  }
  const { kind, before = null, after = null, beforePlace, afterPlace, hunks } = change;
  const path = printable(change.path);
  const same = placeText(beforePlace) === placeText(afterPlace);
  const oldPlace = same ? undefined : beforePlace;
  if (kind === 'reordered') {
    return [
      ...withPlace(`! ${path}: in another order`, afterPlace ?? beforePlace),
      `-   ${formatFlow(before)}`,
      `+   ${formatFlow(after)}`,
    ];
  }
  if (hunks) {
    // The hunks have their own places, which are nearer.
    const isInHunks = hunks.every((hunk) => hunk.afterPlace);
    const place = isInHunks ? undefined : (afterPlace ?? beforePlace);
    return [...withPlace(`  ${path}:`, place), ...hunks.flatMap(hunkLines)];
  }
  if (kind === 'added') return sideLines('+', path, after, afterPlace);
  if (kind === 'removed') return sideLines('-', path, before, beforePlace);
  return [...sideLines('-', path, before, oldPlace), ...sideLines('+', path, after, afterPlace)];
}

function placeText(place: Place | undefined): string {
  return place ? formatPlace(place) : '';
}

function withPlace(line: string, place: Place | undefined): string[] {
  if (!place) return [line];
  const note = `# ${formatPlace(place)}`;
  return line.length + 2 + note.length <= WIDTH ? [`${line}  ${note}`] : [line, `    ${note}`];
}

function sideLines(mark: '-' | '+', path: string, value: Value, place: Place | undefined) {
  const text = typeof value === 'string' && value.includes('\n');
  const flow = `${mark} ${path}: ${formatFlow(value)}`;
  if (!text && (flow.length <= WIDTH || typeof value !== 'object' || value === null)) {
    return withPlace(flow, place);
  }
  const block = text ? value.replace(/\n$/, '').split('\n').map(printable) : formatBlock(value);
  return [...withPlace(`${mark} ${path}:`, place), ...block.map((line) => `${mark}     ${line}`)];
}

function hunkLines(hunk: Hunk): string[] {
  return [
    `@@ ${hunkPlace(hunk)} @@`,
    ...hunk.lines.map((line) => `${MARKS[line.kind]}     ${showLine(line)}`.trimEnd()),
  ];
}

const MARKS = { same: ' ', removed: '-', added: '+' } as const;
