import { plural, printable } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';

import { countChanges } from '../changes.ts';
import type { OverlayChange, OverlayChanges, ResourceChange } from '../changes.ts';
import type { FieldChange } from '../field/diff-fields.ts';
import type { Hunk, Line } from '../field/line-diff.ts';
import type { Value } from '../field/value.ts';
import { formatIdentity } from '../resource/identity.ts';
import { describeService } from './describe-service.ts';
import { formatBlock, formatFlow } from './format-value.ts';

/** Columns that a line of the report keeps to where its values let it. */
const WIDTH = 80;

const FIELD_INDENT = '      ';

/**
 * The changes as text for a terminal: overlay by overlay, overlays with the very same changes together,
 * what can break first on top; the last lines count everything, what is folded too.
 * @param headings other words beside the names of overlays
 */
export function formatText(changes: OverlayChanges, style: Style, headings: Headings = {}): string {
  const bodies = changes.overlays.map((overlay) => ({
    overlay,
    body: formatOverlay(overlay, style).join('\n'),
  }));
  const blocks = Map.groupBy(bodies, ({ overlay, body }) => `${overlay.status}\n${body}`);
  const sections = [...blocks.values()].map((block) => {
    const overlays = block.map(({ overlay }) => overlay);
    const heading = formatHeading(overlays, style, { ...HEADINGS, ...headings });
    const [{ body } = { body: '' }] = block;
    return body === '' ? heading : `${heading}\n${body}`;
  });
  return [...sections, formatSummary(changes)].join('\n\n');
}

function formatHeading(
  overlays: readonly OverlayChange[],
  style: Style,
  headings: typeof HEADINGS,
): string {
  const names = style.heading(overlays.map(({ overlay }) => printable(overlay)).join(', '));
  const status = overlays[0]?.status ?? 'changed';
  const note = printable(headings[status]);
  if (note === '') return names;
  return `${names}  ${GOOD.includes(status) ? style.added(note) : style.removed(note)}`;
}

/** What stands beside the name of an overlay, by its status. */
export type Headings = Readonly<Partial<Record<OverlayChange['status'], string>>>;

const GOOD: readonly OverlayChange['status'][] = ['added', 'repaired', 'reordered'];

const HEADINGS: Readonly<Record<OverlayChange['status'], string>> = {
  changed: '',
  expected: '',
  reordered: 'the same resources in another order',
  added: 'new overlay',
  removed: 'the overlay is gone',
  failed: 'does not render any more',
  broken: 'does not render, neither before nor after',
  repaired: 'renders again, it did not before',
};

function formatOverlay({ resources, expected, error }: OverlayChange, style: Style): string[] {
  const lines = resources.flatMap((resource) => formatResource(resource, style));
  if (error !== undefined) lines.push(`  ${style.error(printable(error))}`);
  if (expected > 0) {
    lines.push(style.faint(`  ${plural(expected, 'expected difference')} left out`));
  }
  return lines;
}

function formatResource(resource: ResourceChange, style: Style): string[] {
  const name = printable(formatIdentity(resource));
  if (resource.status === 'added') {
    return [style.added(`  + ${name}`), ...formatGist(resource)];
  }
  if (resource.status === 'removed') {
    return [style.removed(`  - ${name}`), ...formatGist(resource)];
  }
  const renamed = resource.renamed?.name;
  const lines = [style.changed(`  ~ ${name}`)];
  if (renamed !== undefined) {
    lines.push(`${FIELD_INDENT}renamed by its hash, was ${printable(renamed)}`);
  }
  for (const field of resource.fields) lines.push(...formatField(field, style));
  for (const { from, count } of resource.references) {
    const verb = count === 1 ? 'follows' : 'follow';
    lines.push(
      style.faint(
        `${FIELD_INDENT}${plural(count, 'reference')} in ${printable(from)} ${verb} the hash`,
      ),
    );
  }
  return lines;
}

/** Of a whole Service, what callers notice of it. */
function formatGist({ kind, content }: ResourceChange): string[] {
  return kind === 'Service' && content !== undefined
    ? [`${FIELD_INDENT}${printable(describeService(content))}`]
    : [];
}

function formatField(change: FieldChange, style: Style): string[] {
  const path = printable(change.path);
  if (change.kind === 'reordered') return formatOrder(path, change, style);
  if (change.hunks) {
    return [`${FIELD_INDENT}${path}:`, ...change.hunks.flatMap((hunk) => formatHunk(hunk, style))];
  }
  if (change.kind === 'added') return formatSide(`+ ${path}:`, change.after ?? null, style.added);
  if (change.kind === 'removed') {
    return formatSide(`- ${path}:`, change.before ?? null, style.removed);
  }
  const before = formatFlow(change.before ?? null);
  const after = formatFlow(change.after ?? null);
  const line = `${FIELD_INDENT}${path}: ${before} -> ${after}`;
  if (line.length <= WIDTH) {
    return [`${FIELD_INDENT}${path}: ${style.removed(before)} -> ${style.added(after)}`];
  }
  if (FIELD_INDENT.length + 2 + before.length + 4 + after.length <= WIDTH) {
    return [
      `${FIELD_INDENT}${path}:`,
      `${FIELD_INDENT}  ${style.removed(before)} -> ${style.added(after)}`,
    ];
  }
  return [
    `${FIELD_INDENT}${path}:`,
    style.removed(`${FIELD_INDENT}  - ${before}`),
    style.added(`${FIELD_INDENT}  + ${after}`),
  ];
}

function formatOrder(path: string, { before, after }: FieldChange, style: Style): string[] {
  return [
    `${FIELD_INDENT}${path}: in another order`,
    style.removed(`${FIELD_INDENT}  - ${formatFlow(before ?? null)}`),
    style.added(`${FIELD_INDENT}  + ${formatFlow(after ?? null)}`),
  ];
}

/** A value that only one side has: on the line of its path where it fits, else below. */
function formatSide(
  label: string,
  value: Value,
  paint: (text: string) => string = (text) => text,
): string[] {
  const flow = `${FIELD_INDENT}${label} ${formatFlow(value)}`;
  const text = typeof value === 'string' && value.includes('\n');
  if (flow.length <= WIDTH && !text) return [paint(flow)];
  const block = text ? value.replace(/\n$/, '').split('\n').map(printable) : formatBlock(value);
  return [`${FIELD_INDENT}${label}`, ...block.map((line) => `${FIELD_INDENT}    ${line}`)].map(
    paint,
  );
}

function formatHunk({ before, after, lines }: Hunk, style: Style): string[] {
  const place = before === after ? `line ${before}` : `line ${before}, now ${after}`;
  return [
    style.faint(`${FIELD_INDENT}  @ ${place}`),
    ...lines.map((line) => formatLine(line, style)),
  ];
}

function formatLine({ kind, text, open }: Line, style: Style): string {
  const note = open ? ' (no line break at the end)' : '';
  if (kind === 'same') return `${FIELD_INDENT}    ${printable(text)}${note}`.trimEnd();
  // Spaces at the end may be all that changed.
  const shown = printable(text).replace(/ +$/, (spaces) => '\\u{20}'.repeat(spaces.length));
  return style[kind](`${FIELD_INDENT}  ${kind === 'added' ? '+' : '-'} ${shown}${note}`.trimEnd());
}

/** A line each for overlays and resources, and one more for what is folded. */
function formatSummary(changes: OverlayChanges): string {
  const { overlays, resources, ...counts } = countChanges(changes);
  const same = changes.compared - changes.overlays.length;
  const touched = resources.added + resources.removed + resources.changed;
  const folded = enumerate([
    [counts.renames, `${plural(counts.renames, 'name')} changed with its hash`],
    [counts.references, `${plural(counts.references, 'reference')} followed a hash`],
    [counts.expected, `${plural(counts.expected, 'expected difference')} left out`],
  ]);
  const ofOverlays = enumerate([
    ...STATUSES.map((status) => [overlays[status], `${overlays[status]} ${status}`] as const),
    [same, `${same} the same`],
  ]);
  const ofResources = enumerate([
    [resources.removed, `${resources.removed} removed`],
    [resources.changed, `${resources.changed} changed (${plural(counts.fields, 'field')})`],
    [resources.added, `${resources.added} added`],
  ]);
  return [
    `${plural(changes.compared, 'overlay')}: ${ofOverlays}`,
    ...(touched > 0 ? [`${plural(touched, 'resource')}: ${ofResources}`] : []),
    ...(folded === '' ? [] : [folded]),
  ].join('\n');
}

function enumerate(parts: readonly (readonly [count: number, text: string])[]): string {
  return parts
    .filter(([count]) => count > 0)
    .map(([, text]) => text)
    .join(', ');
}

const STATUSES: readonly OverlayChange['status'][] = [
  'failed',
  'broken',
  'removed',
  'changed',
  'reordered',
  'expected',
  'added',
  'repaired',
];
