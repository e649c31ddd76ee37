import type { Finding, FindingPlace } from '@fingerpost/policy';

import { clip, code, codes, prose } from './escape.ts';
import type { Item } from './section.ts';

const MAX_OVERLAYS = 8;

/** A finding as an item of a list, with where it is, what belongs to it and what to do below it. */
export function findingItem(finding: Finding): Item {
  const { rule, severity, message, resource, field, related, fix, overlays } = finding;
  const place = placeOf(finding);
  const target = [resource, field].filter((part) => part !== '').map(code);
  const reach = overlays.length > 0 ? [`in ${codes(overlays, MAX_OVERLAYS)}`] : [];
  const lines = [
    `- **${severity}** ${code(rule)}${place === '' ? '' : ` at ${code(place)}`}: ${prose(message)}`,
    ...(target.length + reach.length > 0
      ? [`  - ${[target.join(' '), ...reach].filter((part) => part !== '').join(', ')}`]
      : []),
    ...related.map((other) => `  - see ${describeRelated(other)}${prose(other.message)}`),
    ...(fix === '' ? [] : [`  - **fix:** ${prose(fix)}`]),
  ];
  return {
    full: lines.map((line) => `${line}\n`).join(''),
    brief: `- **${severity}** ${code(clip(rule))}${place === '' ? '' : ` at ${code(clip(place))}`} (too long to be shown here)\n`,
  };
}

/** A finding that is gone. */
export function fixedItem({ rule, severity, resource, ...place }: Finding): Item {
  const where = placeOf({ ...place, resource });
  const parts = [rule, where, resource]
    .filter((part) => part !== '')
    .map((part) => code(clip(part)));
  const line = `- ${severity} ${parts.join(' ')}\n`;
  return { full: line, brief: line };
}

function placeOf({ file, line, column }: FindingPlace): string {
  if (file === '') return '';
  return [file, line, column].filter((part) => part !== undefined).join(':');
}

function describeRelated(place: FindingPlace): string {
  const parts = [placeOf(place), place.resource].filter((part) => part !== '').map(code);
  return parts.length === 0 ? '' : `${parts.join(' ')}: `;
}
