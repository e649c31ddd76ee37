import { plural } from '@fingerpost/text';

import type { Changes } from '../../changes.ts';
import { cell } from './escape.ts';

/** More environments than this are counted, not listed. */
const MAX_ROWS = 12;

interface Row {
  overlays: number;
  unrendered: number;
  resources: number;
  lost: number;
  changed: number;
  gained: number;
  error: number;
  warning: number;
}

/** What happens in each environment, in figures. Bounded in length. */
export function environmentTable(changes: Changes): string {
  const rows = countRows(changes);
  // Plain files and units of two environments are counted at the end.
  if (rows.size === 0 || (rows.size === 1 && rows.has(''))) return '';
  const names = [...rows.keys()].toSorted();
  const lines = names.slice(0, MAX_ROWS).map((name) => {
    const row = rows.get(name) ?? emptyRow();
    const cells = [
      name === '' ? 'files' : cell(name),
      [
        String(row.overlays),
        ...(row.unrendered > 0 ? [`**${row.unrendered} not rendered**`] : []),
      ].join(', '),
      String(row.resources),
      ...(changes.meaning
        ? [
            `${row.lost > 0 ? `**${row.lost} lost**` : '0 lost'}, ${row.changed} changed, ${row.gained} gained`,
            `${row.error > 0 ? `**${plural(row.error, 'error')}**` : '0 errors'}, ${plural(row.warning, 'warning')}`,
          ]
        : []),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const more = names.length - lines.length;
  const titles = [
    'environment',
    'overlays',
    'resources',
    ...(changes.meaning ? ['discovery', 'new findings'] : []),
  ];
  return [
    `| ${titles.join(' | ')} |`,
    `|${titles.map(() => '---|').join('')}`,
    ...lines,
    ...(more > 0 ? ['', `and ${plural(more, 'more environment')}`] : []),
    '',
    '',
  ].join('\n');
}

function countRows({ overlays, meaning }: Changes): Map<string, Row> {
  const rows = new Map<string, Row>();
  function rowOf(name: string): Row {
    const row = rows.get(name) ?? emptyRow();
    rows.set(name, row);
    return row;
  }
  for (const { overlay, status, resources } of overlays) {
    const row = rowOf(environmentOf(overlay));
    row.overlays++;
    row.resources += resources.length;
    if (status === 'failed' || status === 'broken') row.unrendered++;
  }
  for (const { environment, discovery } of meaning?.environments ?? []) {
    const row = rowOf(environment);
    for (const { change } of discovery) row[change]++;
  }
  for (const { severity, overlays: names } of meaning?.findings.new ?? []) {
    if (severity === 'caution') continue;
    for (const name of new Set(names.length > 0 ? names.map(environmentOf) : [''])) {
      rowOf(name)[severity]++;
    }
  }
  return rows;
}

function environmentOf(overlay: string): string {
  const slash = overlay.indexOf('/');
  return slash < 0 ? '' : overlay.slice(0, slash);
}

function emptyRow(): Row {
  return {
    overlays: 0,
    unrendered: 0,
    resources: 0,
    lost: 0,
    changed: 0,
    gained: 0,
    error: 0,
    warning: 0,
  };
}
