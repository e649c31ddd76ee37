import { plural, printable, wrap } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';

import type { OverlayChange, ResourceChange } from '../../changes.ts';
import { describeService } from '../describe-service.ts';
import { HEADINGS } from '../headings.ts';
import type { Headings } from '../headings.ts';
import { listNames } from '../list-names.ts';
import { tellFields } from '../moved-value.ts';
import { resourceNotes, shownIdentity } from '../resource-notes.ts';
import { fieldLines } from './fields.ts';
import { WIDTH, withNote, wrapped } from './layout.ts';

const INDENT = '      ';

/** More names than this stand below the changes that their overlays share, not above. */
const MAX_NAMES = 12;

/** Resources of one kind that change in the very same way. */
interface Alike {
  readonly key: string;
  readonly first: ResourceChange;
  readonly names: Set<string>;
  readonly body: readonly string[];
}

interface Block {
  readonly overlays: OverlayChange[];
  readonly groups: readonly Alike[];
  readonly tail: readonly string[];
}

/** What changed in the manifests: a block for each overlay, overlays with the same changes together, of whatever resources. */
export function manifestBlocks(
  overlays: readonly OverlayChange[],
  headings: Headings,
  style: Style,
): string[][] {
  const blocks = new Map<string, Block>();
  for (const overlay of overlays) {
    if (overlay.status === 'failed' || overlay.status === 'broken') continue;
    const groups = groupAlike(overlay.resources, style);
    const tail = formatTail(overlay, style);
    const key = JSON.stringify([overlay.status, groups.map((group) => group.key), tail]);
    const block = blocks.get(key);
    if (!block) {
      blocks.set(key, { overlays: [overlay], groups, tail });
      continue;
    }
    block.overlays.push(overlay);
    block.groups.forEach(({ names }, i) => {
      for (const name of groups[i]?.names ?? []) names.add(name);
    });
  }
  return [...blocks.values()].map((block) => formatBlock(block, headings, style));
}

function formatBlock({ overlays, groups, tail }: Block, headings: Headings, style: Style) {
  const { status = 'changed' } = overlays[0] ?? {};
  const names = overlays.map(({ overlay }) => printable(overlay));
  const note = printable(headings[status] ?? HEADINGS[status]);
  const paint = GOOD.includes(status) ? style.added : style.removed;
  const beside = note === '' ? '' : `  ${paint(note)}`;
  const body = [...groups.flatMap((group) => formatAlike(group, style)), ...tail];
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

function groupAlike(resources: readonly ResourceChange[], style: Style): Alike[] {
  const groups: Alike[] = [];
  for (const resource of resources) {
    const body = formatBody(resource, style);
    const { status, apiVersion, kind } = resource;
    const key = JSON.stringify([status, apiVersion, kind, resourceNotes(resource), body]);
    const last = groups.at(-1);
    if (last?.key === key) last.names.add(nameOf(resource));
    else groups.push({ key, first: resource, names: new Set([nameOf(resource)]), body });
  }
  return groups;
}

/** `backend/go-server` */
function nameOf(resource: ResourceChange): string {
  return shownIdentity(resource).slice(resource.kind.length + 1);
}

const MARKS = { added: '+', removed: '-', changed: '~', moved: '~' } as const;

function formatAlike({ first, names, body }: Alike, style: Style): string[] {
  const { status, kind } = first;
  const paint = style[status === 'moved' ? 'changed' : status];
  const text = `${MARKS[status]} ${printable(kind)} ${[...names].map(printable).join(', ')}`;
  const lines = wrap(text, WIDTH - 4).map((line, i) => `${i === 0 ? '  ' : '    '}${paint(line)}`);
  const notes = resourceNotes(first);
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
