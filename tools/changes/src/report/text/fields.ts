import { plural, printable } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';

import type { FieldChange } from '../../field/diff-fields.ts';
import type { Hunk, Line } from '../../field/line-diff.ts';
import type { Value } from '../../field/value.ts';
import { formatPlaces } from '../format-place.ts';
import { formatBlock, formatFlow } from '../format-value.ts';
import { showLine } from '../hunk-line.ts';
import { hunkPlace } from '../hunk-place.ts';
import { countLines, movedItem } from '../moved-value.ts';
import type { ToldField } from '../moved-value.ts';
import { WIDTH, withNote, wrapped } from './layout.ts';

const INDENT = '      ';

/** `path: old -> new` with its place, on as few lines as 80 columns let it. */
export function fieldLines({ field: change, from }: ToldField, style: Style): string[] {
  if (from) return movedLines(change, from, style);
  // The hunks have their own, which are nearer.
  const isInHunks = change.hunks?.every(({ afterPlace }) => afterPlace) ?? false;
  const places = isInHunks ? [] : formatPlaces(change.beforePlace, change.afterPlace);
  const [first = '', ...rest] = formatField(change, style);
  return [...withNote(first, places, INDENT.length + 2, style.faint), ...rest];
}

/** The same text under another key. */
function movedLines(change: FieldChange, from: FieldChange, style: Style): string[] {
  const [old, now] = [printable(from.path), printable(change.path)];
  const item = movedItem(change, from);
  if (item !== undefined) {
    return [
      ...wrapped(printable(item), INDENT.length, style.changed),
      ...formatPlaces(from.beforePlace, change.afterPlace).map(
        (place) => `${INDENT}  ${style.faint(place)}`,
      ),
    ];
  }
  const count = plural(countLines(change.after), 'line');
  const places = formatPlaces(from.beforePlace, change.afterPlace);
  return withNote(
    `${INDENT}${style.removed(old)} -> ${style.added(now)}: the same ${count}`,
    places,
    INDENT.length + 2,
    style.faint,
  );
}

function formatField(change: FieldChange, style: Style): string[] {
  const path = printable(change.path);
  if (change.kind === 'reordered') return formatOrder(path, change, style);
  if (change.hunks) {
    return [`${INDENT}${path}:`, ...change.hunks.flatMap((hunk) => formatHunk(hunk, style))];
  }
  if (change.kind === 'added') return formatSide(`+ ${path}:`, change.after ?? null, style.added);
  if (change.kind === 'removed') {
    return formatSide(`- ${path}:`, change.before ?? null, style.removed);
  }
  const before = formatFlow(change.before ?? null);
  const after = formatFlow(change.after ?? null);
  const line = `${INDENT}${path}: ${before} -> ${after}`;
  if (line.length <= WIDTH) {
    return [`${INDENT}${path}: ${style.removed(before)} -> ${style.added(after)}`];
  }
  if (INDENT.length + 2 + before.length + 4 + after.length <= WIDTH) {
    return [`${INDENT}${path}:`, `${INDENT}  ${style.removed(before)} -> ${style.added(after)}`];
  }
  return [
    `${INDENT}${path}:`,
    style.removed(`${INDENT}  - ${before}`),
    style.added(`${INDENT}  + ${after}`),
  ];
}

function formatOrder(path: string, { before, after }: FieldChange, style: Style): string[] {
  return [
    `${INDENT}${path}: in another order`,
    style.removed(`${INDENT}  - ${formatFlow(before ?? null)}`),
    style.added(`${INDENT}  + ${formatFlow(after ?? null)}`),
  ];
}

/** A value that only one side has: on the line of its path where it fits, else below. */
function formatSide(label: string, value: Value, paint: (text: string) => string): string[] {
  const flow = `${INDENT}${label} ${formatFlow(value)}`;
  const text = typeof value === 'string' && value.includes('\n');
  if (flow.length <= WIDTH && !text) return [paint(flow)];
  const block = text ? value.replace(/\n$/, '').split('\n').map(printable) : formatBlock(value);
  return [`${INDENT}${label}`, ...block.map((line) => `${INDENT}    ${line}`)].map((line) =>
    paint(line),
  );
}

function formatHunk(hunk: Hunk, style: Style): string[] {
  const place = style.faint(`${INDENT}  @ ${hunkPlace(hunk)}`);
  return [place, ...hunk.lines.map((line) => formatLine(line, style))];
}

function formatLine(line: Line, style: Style): string {
  if (line.kind === 'same') return `${INDENT}    ${showLine(line)}`.trimEnd();
  const mark = line.kind === 'added' ? '+' : '-';
  return style[line.kind](`${INDENT}  ${mark} ${showLine(line)}`.trimEnd());
}
