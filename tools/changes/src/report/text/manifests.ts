import { plural, printable, wrap } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';

import type { OverlayChange, ResourceChange } from '../../changes.ts';
import { groupAlike } from '../alike.ts';
import type { Alike, AlikeOverlays } from '../alike.ts';
import { describeService } from '../describe-service.ts';
import { HEADINGS } from '../headings.ts';
import type { Headings } from '../headings.ts';
import { listNames } from '../list-names.ts';
import { tellFields } from '../moved-value.ts';
import { resourceNotes } from '../resource-notes.ts';
import { fieldLines } from './fields.ts';
import { WIDTH, withNote, wrapped } from './layout.ts';

const INDENT = '      ';

/** More names than this stand below the changes that their overlays share, not above. */
const MAX_NAMES = 12;

/** What changed in the manifests: a block for each overlay, overlays with the same changes together, of whatever resources. */
export function manifestBlocks(
  overlays: readonly OverlayChange[],
  headings: Headings,
  style: Style,
): string[][] {
  return groupAlike(overlays, (resource) => formatBody(resource, style)).map((block) =>
    formatBlock(block, headings, style),
  );
}

function formatBlock({ overlays, groups }: AlikeOverlays, headings: Headings, style: Style) {
  const [first] = overlays;
  const { status = 'changed' } = first ?? {};
  const names = overlays.map(({ overlay }) => printable(overlay));
  const note = printable(headings[status] ?? HEADINGS[status]);
  const paint = GOOD.includes(status) ? style.added : style.removed;
  const beside = note === '' ? '' : `  ${paint(note)}`;
  const body = [
    ...groups.flatMap((group) => formatAlike(group, style)),
    ...(first ? formatTail(first, style) : []),
  ];
  if (names.length <= MAX_NAMES) {
    const lines = wrapped(names.join(', '), 0, style.heading);
    return [...lines.slice(0, -1), `${lines.at(-1) ?? ''}${beside}`, ...body];
  }
  return [
    `${style.heading(`${plural(names.length, 'overlay')}: ${listNames(names, 2)}`)}${beside}`,
    ...body,
    ...wrapped(`all ${names.length}: ${names.join(', ')}`, 2, style.faint),
  ];
}

const GOOD: readonly OverlayChange['status'][] = ['added', 'repaired', 'reordered'];

const MARKS = { added: '+', removed: '-', changed: '~', moved: '~' } as const;

function formatAlike({ first, names, body }: Alike, style: Style): string[] {
  const { status, kind } = first;
  const paint = style[status === 'moved' ? 'changed' : status];
  const text = `${MARKS[status]} ${printable(kind)} ${[...names].map(printable).join(', ')}`;
  const lines = wrap(text, WIDTH - 4).map((line, i) => `${i === 0 ? '  ' : '    '}${paint(line)}`);
  const notes = resourceNotes(first).map(printable);
  return [
    ...lines.slice(0, -1),
    ...withNote(lines.at(-1) ?? '', notes, INDENT.length, style.faint),
    ...body,
  ];
}

function formatBody(resource: ResourceChange, style: Style): string[] {
  const { status, kind, content, recreate, fields, references } = resource;
  if (status === 'added' || status === 'removed') {
    // Of a whole Service, what callers notice of it.
    return kind === 'Service' && content !== undefined
      ? [`${INDENT}${printable(describeService(content))}`]
      : [];
  }
  return [
    ...(recreate.length > 0
      ? [style.error(`${INDENT}has to be deleted and made anew, see above`)]
      : []),
    ...tellFields(fields).flatMap((field) => fieldLines(field, style)),
    ...references.map(({ from, count }) =>
      style.faint(
        `${INDENT}${plural(count, 'reference')} in ${printable(from)} ${count === 1 ? 'follows' : 'follow'} the hash`,
      ),
    ),
  ];
}

function formatTail({ movedAway = [], expected, error }: OverlayChange, style: Style): string[] {
  return [
    ...movedAway.map(
      ({ resource, to }) =>
        `${style.changed(`  ~ ${printable(resource)}`)}  moved to ${printable(to)}`,
    ),
    ...(error === undefined ? [] : [`  ${style.error(printable(error))}`]),
    ...(expected > 0 ? [style.faint(`  ${plural(expected, 'expected difference')} left out`)] : []),
  ];
}
