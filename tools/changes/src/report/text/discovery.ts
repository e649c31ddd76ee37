import { printable } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';

import type { DiscoveryChange } from '../../changes.ts';
import { formatPlace } from '../format-place.ts';
import { KIND_WORDS } from '../kind-words.ts';
import { listNames } from '../list-names.ts';
import type { SharedMeaning } from '../merge-environments.ts';
import { withNote, wrapped } from './layout.ts';

const INDENT = 8;
const MAX_MEMBERS = 12;

/** What a change means in some environments: what is lost, changed and gained, each with who depends on it. */
export function meaningLines(
  { environments, discovery, notModelled }: SharedMeaning,
  style: Style,
): string[] {
  const names = environments.filter((name) => name !== '').map(printable);
  return [
    ...(names.length > 0 ? wrapped(names.join(', '), 2, style.heading) : []),
    ...discovery.flatMap((change) => discoveryLines(change, style)),
    ...notModelled.flatMap((sentence) =>
      wrapped(`not modelled: ${printable(sentence)}`, 4, style.faint),
    ),
  ];
}

const MARKS = { lost: '-', changed: '~', gained: '+' } as const;

function discoveryLines(change: DiscoveryChange, style: Style): string[] {
  const paint = { lost: style.removed, changed: style.changed, gained: style.added }[change.change];
  const { before, after, members, dependents, resource, place } = change;
  const head = `${MARKS[change.change]} ${KIND_WORDS[change.kind]} ${printable(change.subject)}`;
  return [
    `    ${paint(head)}`,
    ...valueLines(before, after, style),
    ...(members.length > 0
      ? wrapped(`${members.length} in all: ${listNames(members, MAX_MEMBERS)}`, INDENT)
      : []),
    ...(resource === ''
      ? []
      : withNote(
          `${' '.repeat(INDENT)}${printable(resource)}`,
          [place ? formatPlace(place) : ''],
          INDENT + 2,
          style.faint,
        )),
    ...dependents.flatMap((dependent) =>
      withNote(
        `${' '.repeat(INDENT)}${printable(dependent.resource)} ${printable(dependent.how)}`,
        [dependent.place ? formatPlace(dependent.place) : ''],
        INDENT + 2,
        style.faint,
      ),
    ),
  ];
}

function valueLines(before: string | undefined, after: string | undefined, style: Style): string[] {
  const old = before === undefined ? undefined : style.removed(printable(before));
  const now = after === undefined ? undefined : style.added(printable(after));
  const indent = ' '.repeat(INDENT);
  if (old !== undefined && now !== undefined) {
    const width = INDENT + (before?.length ?? 0) + (after?.length ?? 0) + 4;
    return width <= 80 ? [`${indent}${old} -> ${now}`] : [`${indent}- ${old}`, `${indent}+ ${now}`];
  }
  if (old !== undefined) return [`${indent}was ${old}`];
  return now === undefined ? [] : [`${indent}${now}`];
}
