import type { Drift, SourceChange } from '../../changes.ts';
import { formatPlace } from '../format-place.ts';
import { formatBriefly } from '../format-value-briefly.ts';
import { groupMasked, groupSources } from '../group-sources.ts';
import { cell, codes } from './escape.ts';
import type { Item, Part } from './section.ts';

const MAX_FILES = 6;
const MAX_OVERLAYS = 6;
const MAX_REASONS = 3;

/** Tables with more rows are folded. */
const MAX_OPEN = 8;

/** The environment matrix: a row for each touched file, or for several with the same effect. */
export function sourcePart(sources: readonly SourceChange[]): Part {
  const rows = groupSources(sources).map((group) => {
    const { files, status, environment, changed, masked, without } = group;
    const note = status === 'changed' ? '' : ` (${status})`;
    const reasons = groupMasked(masked);
    const told = reasons.slice(0, MAX_REASONS).map(({ overlays, fields: [first, ...rest] }) => {
      const what = first
        ? `: ${cell([first.resource, first.path].filter((part) => part !== '').join(' '))} stays ${cell(first.value)} by ${cell(formatPlace(first.place))}${rest.length > 0 ? ` and ${rest.length} more` : ''}`
        : '';
      return `${codes(overlays, MAX_OVERLAYS, cell)}${what}`;
    });
    if (reasons.length > MAX_REASONS) told.push(`${reasons.length - MAX_REASONS} more`);
    return [
      `${codes(files, MAX_FILES, cell)}${note}`,
      environment === undefined
        ? codes(changed, MAX_OVERLAYS, cell)
        : `what ${cell(environment)} is`,
      told.join('; '),
      codes(without, MAX_OVERLAYS, cell),
    ];
  });
  const titles = ['file', 'changes', 'masked', 'no effect'];
  // What is empty in every row says nothing.
  const isUsed = titles.map((_title, i) => rows.some((cells) => cells[i] !== ''));
  return table(
    titles.filter((_title, i) => isUsed[i]),
    rows.map((cells) => row(cells.filter((_cell, i) => isUsed[i]))),
  );
}

/** Fields in which environments part, a row each. */
export function driftPart(drift: readonly Drift[]): Part {
  const items = drift.map(({ unit, resource, path, values }) => {
    const told = values.slice(0, MAX_OVERLAYS).map(({ environment, value, place }) => {
      const where = place ? ` (${cell(formatPlace(place))})` : '';
      if (path === '') return `${cell(environment)} has it${value === undefined ? ' not' : where}`;
      return `${cell(environment)} ${value === undefined ? 'not set' : cell(formatBriefly(value))}${where}`;
    });
    const more = values.length - told.length;
    if (more > 0) told.push(`${more} more`);
    return row([
      `${cell(unit)} ${cell(resource)}`,
      path === '' ? 'all of it' : cell(path),
      told.join(', '),
    ]);
  });
  return table(['resource', 'field', 'values'], items);
}

function row(cells: readonly string[]): Item {
  const text = `| ${cells.join(' | ')} |\n`;
  return { full: text, brief: text };
}

function table(titles: readonly string[], items: readonly Item[]): Part {
  const head = `| ${titles.join(' | ')} |\n|${titles.map(() => '---|').join('')}\n`;
  const close = '';
  return {
    heading: '',
    summary: items.length > MAX_OPEN ? `${items.length} rows` : '',
    open: head,
    close,
    items,
  };
}
