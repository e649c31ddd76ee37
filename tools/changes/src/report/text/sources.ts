import { plural, printable } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';

import type { MaskedField, SourceChange } from '../../changes.ts';
import { formatPlace } from '../format-place.ts';
import { groupMasked, groupSources } from '../group-sources.ts';
import { listNames } from '../list-names.ts';
import { withNote, wrapped } from './layout.ts';

const MAX_OVERLAYS = 8;

/** Each touched file and what comes of it; files with the same effect together. */
export function sourceLines(sources: readonly SourceChange[], style: Style): string[] {
  return groupSources(sources).flatMap((group) => {
    const { files, status, environment, changed, masked, without } = group;
    const note = status === 'changed' ? '' : ` (${status})`;
    const names = files.flatMap((file) => wrapped(`${printable(file)}${note}`, 2));
    const effects = [
      ...(environment === undefined ? [] : wrapped(`says what ${printable(environment)} is`, 6)),
      ...(changed.length > 0 ? wrapped(`changes ${describeNames(changed)}`, 6) : []),
      ...groupMasked(masked).flatMap(({ overlays, fields }) => [
        ...wrapped(`masked in ${describeNames(overlays)}`, 6, style.changed),
        ...fields.flatMap((field) => formatMasked(field, style)),
      ]),
      ...(without.length > 0
        ? wrapped(`no effect in ${describeNames(without)}`, 6, style.faint)
        : []),
    ];
    if (effects.length === 0) return [...names, style.faint('      no overlay reads it')];
    const short = `${names[0] ?? ''} -> ${changed.map(printable).join(', ')}`;
    const only = names.length === 1 && effects.length === 1 && changed.length > 0;
    return only && short.length <= 80 ? [short] : [...names, ...effects];
  });
}

function describeNames(overlays: readonly string[]): string {
  const names = listNames(overlays, MAX_OVERLAYS);
  return overlays.length > MAX_OVERLAYS ? `${plural(overlays.length, 'overlay')}: ${names}` : names;
}

function formatMasked({ resource, path, value, place }: MaskedField, style: Style): string[] {
  const parts = [resource, path].filter((part) => part !== '').map(printable);
  const line = `        ${parts.join(' ')} stays ${printable(value)}`;
  return withNote(line, [formatPlace(place)], 10, style.faint);
}
