import { plural, printable } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';

import type { OverlayChange, ResourceChange } from '../../changes.ts';
import { formatIdentity } from '../../resource/identity.ts';
import { describeService } from '../describe-service.ts';
import { formatPlace } from '../format-place.ts';
import { HEADINGS } from '../headings.ts';
import type { Headings } from '../headings.ts';
import { listNames } from '../list-names.ts';
import { fieldLines } from './fields.ts';
import { withNote, wrapped } from './layout.ts';

const INDENT = '      ';

/** More names than this stand below the changes that their overlays share, not above. */
const MAX_NAMES = 12;

/** What changed in the manifests: a block for each overlay, overlays with the very same changes together. */
export function manifestBlocks(
  overlays: readonly OverlayChange[],
  headings: Headings,
  style: Style,
): string[][] {
  const blocks = new Map<string, { body: string[]; overlays: OverlayChange[] }>();
  for (const overlay of overlays) {
    if (overlay.status === 'failed' || overlay.status === 'broken') continue;
    const body = formatBody(overlay, style);
    const key = `${overlay.status}\n${body.join('\n')}`;
    const block = blocks.get(key);
    if (block) block.overlays.push(overlay);
    else blocks.set(key, { body, overlays: [overlay] });
  }
  return [...blocks.values()].map(({ body, overlays: same }) => {
    const { status = 'changed' } = same[0] ?? {};
    const names = same.map(({ overlay }) => printable(overlay));
    const note = printable(headings[status] ?? HEADINGS[status]);
    const paint = GOOD.includes(status) ? style.added : style.removed;
    const beside = note === '' ? '' : `  ${paint(note)}`;
    if (names.length <= MAX_NAMES) {
      const lines = wrapped(names.join(', '), 0, style.heading);
      return [...lines.slice(0, -1), `${lines.at(-1) ?? ''}${beside}`, ...body];
    }
    return [
      `${style.heading(`${plural(names.length, 'overlay')}: ${listNames(names, 2)}`)}${beside}`,
      ...body,
      ...wrapped(`all ${names.length}: ${names.join(', ')}`, 2, style.faint),
    ];
  });
}

const GOOD: readonly OverlayChange['status'][] = ['added', 'repaired', 'reordered'];

function formatBody(
  { resources, movedAway = [], expected, error }: OverlayChange,
  style: Style,
): string[] {
  const lines = resources.flatMap((resource) => formatResource(resource, style));
  for (const { resource, to } of movedAway) {
    lines.push(`${style.changed(`  ~ ${printable(resource)}`)}  moved to ${printable(to)}`);
  }
  if (error !== undefined) lines.push(`  ${style.error(printable(error))}`);
  if (expected > 0) {
    lines.push(style.faint(`  ${plural(expected, 'expected difference')} left out`));
  }
  return lines;
}

function formatResource(resource: ResourceChange, style: Style): string[] {
  const { status, renamed, movedFrom, place, recreate } = resource;
  const name = printable(formatIdentity(resource));
  const where = place ? formatPlace(place) : '';
  if (status === 'added' || status === 'removed') {
    const mark = status === 'added' ? '+' : '-';
    const line = style[status](`  ${mark} ${name}`);
    return [...withNote(line, [where], INDENT.length, style.faint), ...formatGist(resource)];
  }
  const lines = [style.changed(`  ~ ${name}`)];
  if (recreate.length > 0) lines.push(style.error(`${INDENT}has to be recreated, see above`));
  if (status === 'moved') {
    lines.push(
      `${INDENT}moved here${movedFrom === undefined ? '' : ` from ${printable(movedFrom)}`}`,
    );
  }
  if (renamed) lines.push(formatRenaming(renamed, resource));
  for (const field of resource.fields) lines.push(...fieldLines(field, style));
  for (const { from, count } of resource.references) {
    const verb = count === 1 ? 'follows' : 'follow';
    lines.push(
      style.faint(`${INDENT}${plural(count, 'reference')} in ${printable(from)} ${verb} the hash`),
    );
  }
  return lines;
}

function formatRenaming(
  { name, namespace, by }: NonNullable<ResourceChange['renamed']>,
  now: ResourceChange,
): string {
  const same = namespace === now.namespace || namespace === undefined;
  const old = printable(same ? name : `${namespace}/${name}`);
  return by === 'hash'
    ? `${INDENT}renamed by its hash, was ${old}`
    : `${INDENT}another object with much the same content, was ${old}`;
}

/** Of a whole Service, what callers notice of it. */
function formatGist({ kind, content }: ResourceChange): string[] {
  return kind === 'Service' && content !== undefined
    ? [`${INDENT}${printable(describeService(content))}`]
    : [];
}
