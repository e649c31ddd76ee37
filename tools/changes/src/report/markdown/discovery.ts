import { plural, printable } from '@fingerpost/text';

import { formatPlace } from '../format-place.ts';
import { KIND_WORDS } from '../kind-words.ts';
import { describeConsequence } from '../told/describe-consequence.ts';
import { describeMembers } from '../told/describe-members.ts';
import { isNamedIn } from '../told/is-named-in.ts';
import { formatPlacesByFile } from '../told/places-by-file.ts';
import type { ToldBlock, ToldChange, ToldMeaning } from '../told/tell-meaning.ts';
import type { ToldValue } from '../told/tell-values.ts';
import { clip, codes, fenceFor, htmlCode, prose, shortRuns } from './escape.ts';
import { plainPart } from './section.ts';
import type { Item, Part } from './section.ts';

/** Columns that a comment on GitHub shows without scrolling. */
const WIDTH = 100;

const MAX_DEPENDENTS = 12;
const MAX_ENVIRONMENTS = 8;

/** What changed in some environments: one block of lines, then what the model does not know. */
export function meaningParts({ environments, blocks, notModelled }: ToldMeaning): Part[] {
  const names = environments.filter((name) => name !== '');
  const items = blocks.map((block) => blockItem(block, environments));
  const mark = fenceFor(items.map(({ full }) => full));
  const title = names.length > 0 ? codes(names, MAX_ENVIRONMENTS) : 'The files';
  const changes = blocks.flatMap((block) => block.changes);
  return [
    {
      heading: names.length > 0 ? `**${title}**` : '',
      // What is lost is never folded away.
      summary: changes.some(
        ({ change, consequences }) =>
          change === 'lost' || consequences.some((one) => one.change === 'lost'),
      )
        ? ''
        : `${names.length > 0 ? names.slice(0, MAX_ENVIRONMENTS).map(htmlCode).join(', ') : 'The files'}: ${plural(changes.length, 'change')}`,
      open: `${mark}diff\n`,
      close: `${mark}\n`,
      items,
    },
    plainPart(
      notModelled.map((sentence) => ({
        full: `- not modelled in ${title}: ${prose(sentence)}\n`,
        brief: `- not modelled: ${prose(clip(sentence))}\n`,
      })),
    ),
  ];
}

/** GitHub colours a line by its first character: red, orange, green. */
const MARKS = { lost: '-', changed: '!', gained: '+' } as const;

function blockItem(
  { changes, dependents, toldBefore }: ToldBlock,
  environments: readonly string[],
): Item {
  const more = dependents.length - MAX_DEPENDENTS;
  const lines = [
    ...changes.flatMap((change, i) => changeLines(change, changes[i - 1], environments)),
    ...dependents
      .slice(0, MAX_DEPENDENTS)
      .map(({ resource, how, places }) =>
        withNote(
          `    ${printable(resource)} ${printable(how)}`,
          formatPlacesByFile(places).join('; '),
        ),
      ),
    ...(more > 0 ? [`    and ${more} more that depend on it`] : []),
    ...(toldBefore > 0 ? [`    and ${plural(toldBefore, 'user')} told above`] : []),
  ];
  const [first] = changes;
  const head = first ? `${MARKS[first.change]} ${KIND_WORDS[first.kind]} ` : '';
  return {
    full: lines.map((line) => `${shortRuns(line)}\n`).join(''),
    brief: shortRuns(`${head}${clip(first?.subject ?? '')} (too long to be shown here)\n`),
  };
}

function changeLines(
  told: ToldChange,
  before: ToldChange | undefined,
  environments: readonly string[],
): string[] {
  const { change, kind, subject, values, resource, place, consequences } = told;
  const reach =
    told.environments.length < environments.length
      ? ` (${told.environments.map(printable).join(', ')})`
      : '';
  const where = place ? formatPlace(place) : '';
  const isKnown = before !== undefined && (before.place ? formatPlace(before.place) : '') === where;
  const isNamed = resource === '' || isNamedIn(resource, subject);
  const members = describeMembers(told);
  return [
    withNote(
      `${MARKS[change]} ${KIND_WORDS[kind]} ${printable(subject)}${reach}`,
      isNamed && !isKnown ? where : '',
    ),
    ...values.flatMap((value) => valueLines(value, change)),
    ...(members === '' ? [] : [`    ${members}`]),
    ...(isNamed || isKnown ? [] : [withNote(`    ${printable(resource)}`, where)]),
    ...consequences.map((one) => `    ${printable(describeConsequence(one, told))}`),
  ];
}

/** The note beside the line, or below it where a comment would have to be scrolled. */
function withNote(line: string, note: string): string {
  if (note === '') return line;
  return `${line}${line.length + note.length + 4 <= WIDTH ? '  ' : '\n      '}# ${note}`;
}

function valueLines({ of, before, after }: ToldValue, change: ToldChange['change']): string[] {
  const start = of === '' ? '' : `${printable(of)}: `;
  const [minus, plus] = [change === 'gained' ? ' ' : '-', change === 'lost' ? ' ' : '+'];
  return [
    ...(before === undefined ? [] : [`${minus}   ${start}${printable(before)}`]),
    ...(after === undefined
      ? []
      : [`${plus}   ${before === undefined ? '' : 'now '}${start}${printable(after)}`]),
  ];
}
