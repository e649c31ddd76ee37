import { plural, printable } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';

import { formatPlace } from '../format-place.ts';
import { KIND_WORDS } from '../kind-words.ts';
import { describeConsequence } from '../told/describe-consequence.ts';
import { describeMembers } from '../told/describe-members.ts';
import { formatPlacesByFile } from '../told/places-by-file.ts';
import { isNamedIn } from '../told/is-named-in.ts';
import type { ToldDependent } from '../told/tell-dependents.ts';
import type { ToldBlock, ToldChange, ToldMeaning } from '../told/tell-meaning.ts';
import type { ToldValue } from '../told/tell-values.ts';
import { WIDTH, withNote, wrapped } from './layout.ts';

const INDENT = 8;

/** What a change means in some environments: what is lost, changed and gained, and who depends on it. */
export function meaningLines(
  { environments, blocks, notModelled }: ToldMeaning,
  style: Style,
): string[] {
  const names = environments.filter((name) => name !== '').map(printable);
  return [
    ...(names.length > 0 ? wrapped(names.join(', '), 2, style.heading) : []),
    ...blocks.flatMap((block) => blockLines(block, environments, style)),
    ...notModelled.flatMap((sentence) =>
      wrapped(`not modelled: ${printable(sentence)}`, 4, style.faint),
    ),
  ];
}

const MARKS = { lost: '-', changed: '~', gained: '+' } as const;

function blockLines(
  { changes, dependents, toldBefore }: ToldBlock,
  environments: readonly string[],
  style: Style,
): string[] {
  return [
    ...changes.flatMap((change, i) => changeLines(change, changes[i - 1], environments, style)),
    ...dependents.flatMap((dependent) => dependentLines(dependent, style)),
    ...(toldBefore > 0
      ? [`${' '.repeat(INDENT)}${style.faint(`and ${plural(toldBefore, 'user')} told above`)}`]
      : []),
  ];
}

function changeLines(
  told: ToldChange,
  before: ToldChange | undefined,
  environments: readonly string[],
  style: Style,
): string[] {
  const { change, kind, subject, values, resource, place, consequences } = told;
  const paint = { lost: style.removed, changed: style.changed, gained: style.added }[change];
  const reach =
    told.environments.length < environments.length
      ? `  (${told.environments.map(printable).join(', ')})`
      : '';
  const head = `    ${paint(`${MARKS[change]} ${KIND_WORDS[kind]} ${printable(subject)}`)}${reach}`;
  const where = place ? formatPlace(place) : '';
  // The same object and line as the change above.
  const isKnown = before !== undefined && (before.place ? formatPlace(before.place) : '') === where;
  const isNamed = resource === '' || isNamedIn(resource, subject);
  return [
    ...withNote(head, [isNamed && !isKnown ? where : ''], INDENT, style.faint),
    ...values.flatMap((value) => valueLines(value, style)),
    ...(told.members.length > 0 ? wrapped(describeMembers(told), INDENT) : []),
    ...(isNamed || isKnown
      ? []
      : withNote(`${' '.repeat(INDENT)}${printable(resource)}`, [where], INDENT + 2, style.faint)),
    ...consequences.flatMap((one) => wrapped(printable(describeConsequence(one, told)), INDENT)),
  ];
}

function dependentLines({ resource, how, places }: ToldDependent, style: Style): string[] {
  const text = `${printable(resource)} ${printable(how)}`;
  const where = formatPlacesByFile(places);
  const indent = ' '.repeat(INDENT);
  const short = `${indent}${text}  ${where.join(', ')}`;
  if (where.length === 0 || short.length > WIDTH) {
    return [
      ...wrapped(text, INDENT),
      ...where.map((place) => `${' '.repeat(INDENT + 2)}${style.faint(place)}`),
    ];
  }
  return [`${indent}${text}  ${style.faint(where.join(', '))}`];
}

function valueLines({ of, before, after }: ToldValue, style: Style): string[] {
  const indent = ' '.repeat(INDENT);
  const start = of === '' ? '' : `${printable(of)}: `;
  const old = before === undefined ? undefined : printable(before);
  const now = after === undefined ? undefined : printable(after);
  if (old !== undefined && now !== undefined) {
    const width = INDENT + start.length + old.length + 4 + now.length;
    if (width <= WIDTH) return [`${indent}${start}${style.removed(old)} -> ${style.added(now)}`];
    return [
      ...wrapped(`- ${start}${old}`, INDENT, style.removed),
      ...wrapped(`+ ${start}${now}`, INDENT, style.added),
    ];
  }
  if (old !== undefined) return wrapped(`${start}was ${old}`, INDENT, style.removed);
  return now === undefined ? [] : wrapped(`${start}${now}`, INDENT, style.added);
}
