import { plural } from '@fingerpost/text';

import { countChanges } from '../changes.ts';
import type { Changes, OverlayChange } from '../changes.ts';
import { describeKinds, scopeOf, sumOf } from './outcome.ts';
import type { OutcomeFigures } from './outcome.ts';

/** Counts everything, what is folded too: a line each for overlays, resources, discovery and findings, and one for what is left out. */
export function summaryLines(changes: Changes, figures: OutcomeFigures): string[] {
  const { overlays, resources, ...counts } = countChanges(changes);
  const same = changes.compared - changes.overlays.length;
  const touched = sumOf(new Map(Object.entries(resources)));
  const folded = enumerate([
    [counts.renames, `${plural(counts.renames, 'name')} with another hash`],
    [counts.references, `${plural(counts.references, 'reference')} followed`],
    [counts.expected, `${plural(counts.expected, 'expected difference')} left out`],
  ]);
  const ofOverlays = enumerate([
    ...STATUSES.map((status) => [overlays[status], `${overlays[status]} ${status}`] as const),
    [same, `${same} the same`],
  ]);
  const ofResources = enumerate([
    [resources.removed, `${resources.removed} removed`],
    [resources.changed, `${resources.changed} changed (${plural(counts.fields, 'field')})`],
    [resources.moved, `${resources.moved} moved`],
    [resources.added, `${resources.added} added`],
  ]);
  const scope = scopeOf(changes);
  return [
    ...(scope === 'file' ? [] : [`${plural(changes.compared, scope)}: ${ofOverlays}`]),
    ...(touched > 0 ? [`${plural(touched, 'resource')}: ${ofResources}`] : []),
    ...discoveryLines(figures),
    ...findingLines(changes, figures),
    ...(folded === '' ? [] : [folded]),
  ];
}

function discoveryLines({ lost, changed, grown, gained }: OutcomeFigures): string[] {
  const parts = [
    ...describeKinds(lost).map((text) => `${text} lost`),
    ...describeKinds(changed).map((text) => `${text} changed`),
    ...describeKinds(grown).map((text) => `${text} more`),
    ...describeKinds(gained).map((text) => `${text} gained`),
  ];
  return parts.length > 0 ? [`discovery: ${parts.join(', ')}`] : [];
}

function findingLines({ meaning }: Changes, figures: OutcomeFigures): string[] {
  if (!meaning) return [];
  const { unchanged } = meaning.findings;
  const parts = enumerate([
    [figures.errors, plural(figures.errors, 'new error')],
    [figures.warnings, plural(figures.warnings, 'new warning')],
    [figures.cautions, plural(figures.cautions, 'new caution')],
    [figures.fixed, `${figures.fixed} fixed`],
    [unchanged.error, `${plural(unchanged.error, 'error')} unchanged`],
    [unchanged.warning, `${plural(unchanged.warning, 'warning')} unchanged`],
    [unchanged.caution, `${plural(unchanged.caution, 'caution')} unchanged`],
  ]);
  return [`findings: ${parts === '' ? 'none' : parts}`];
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
