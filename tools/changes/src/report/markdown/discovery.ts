import { plural, printable } from '@fingerpost/text';

import type { DiscoveryChange } from '../../changes.ts';
import { formatPlace } from '../format-place.ts';
import { KIND_WORDS } from '../kind-words.ts';
import { listNames } from '../list-names.ts';
import type { SharedMeaning } from '../merge-environments.ts';
import { clip, codes, fenceFor, htmlCode, prose, shortRuns } from './escape.ts';
import { plainPart } from './section.ts';
import type { Item, Part } from './section.ts';

const MAX_MEMBERS = 12;
const MAX_DEPENDENTS = 12;
const MAX_ENVIRONMENTS = 8;

/** What changed in some environments: one block of lines, then what the model does not know. */
export function meaningParts({ environments, discovery, notModelled }: SharedMeaning): Part[] {
  const names = environments.filter((name) => name !== '');
  const items = discovery.map(discoveryItem);
  const mark = fenceFor(items.map(({ full }) => full));
  const title = names.length > 0 ? codes(names, MAX_ENVIRONMENTS) : 'The files';
  return [
    {
      heading: `**${title}**`,
      // What is lost is never folded away.
      summary: discovery.some(({ change }) => change === 'lost')
        ? ''
        : `${names.length > 0 ? names.slice(0, MAX_ENVIRONMENTS).map(htmlCode).join(', ') : 'The files'}: ${plural(items.length, 'change')}`,
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

function discoveryItem(change: DiscoveryChange): Item {
  const { before, after, members, dependents, resource, place, subject } = change;
  const mark = MARKS[change.change];
  const head = `${mark} ${KIND_WORDS[change.kind]} `;
  const more = dependents.length - MAX_DEPENDENTS;
  const lines = [
    `${head}${printable(subject)}`,
    ...(before === undefined
      ? []
      : [`${change.change === 'gained' ? ' ' : '-'}   ${printable(before)}`]),
    ...(after === undefined
      ? []
      : [`${change.change === 'lost' ? ' ' : '+'}   ${printable(after)}`]),
    ...(members.length > 0
      ? [`    ${members.length} in all: ${listNames(members, MAX_MEMBERS)}`]
      : []),
    ...(resource === ''
      ? []
      : [`    ${printable(resource)}${place ? `  ${formatPlace(place)}` : ''}`]),
    ...dependents
      .slice(0, MAX_DEPENDENTS)
      .map(
        ({ resource: user, how, place: line }) =>
          `    ${printable(user)} ${printable(how)}${line ? `  ${formatPlace(line)}` : ''}`,
      ),
    ...(more > 0 ? [`    and ${more} more that depend on it`] : []),
  ];
  return {
    full: lines.map((line) => `${shortRuns(line)}\n`).join(''),
    brief: shortRuns(`${head}${clip(subject)} (too long to be shown here)\n`),
  };
}
