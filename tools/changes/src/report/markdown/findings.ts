import type { Finding } from '@fingerpost/policy';

import { environmentsOf } from '../findings/environments-of.ts';
import type { FindingGroup, OtherFinding, OtherFindings } from '../findings/group-findings.ts';
import { pointPlace, relatedPlaces } from '../findings/related-places.ts';
import type { RelatedPlace } from '../findings/related-places.ts';
import { clip, code, codes, prose } from './escape.ts';
import type { Item } from './section.ts';

const MAX_OVERLAYS = 8;

/** Findings of one rule: the first with where it is, what belongs to it and what to do, the others in a line each. */
export function findingItems({ first, others, count }: FindingGroup): Item[] {
  const { rule, severity, message, resource, field, fix, overlays } = first;
  const place = pointPlace(first);
  const target = [resource, field].filter((part) => part !== '').map(code);
  const reach = overlays.length > 0 ? [`in ${codes(overlays, MAX_OVERLAYS)}`] : [];
  const { shown, more } = relatedPlaces(first);
  const lines = [
    `- **${severity}** ${code(rule)}${place === '' ? '' : ` at ${code(place)}`}: ${prose(message)}`,
    ...(target.length + reach.length > 0
      ? [`  - ${[target.join(' '), ...reach].filter((part) => part !== '').join(', ')}`]
      : []),
    ...shown.map((other) => `  - see ${describeRelated(other)}`),
    ...(more > 0 ? [`  - and ${more} more to see`] : []),
    ...(fix === '' ? [] : [`  - **fix:** ${prose(fix)}`]),
    ...(count > 1 ? [`  - ${count - 1} more of this rule:`] : []),
  ];
  return [
    {
      full: lines.map((line) => `${line}\n`).join(''),
      brief: `- **${severity}** ${code(clip(rule))}${place === '' ? '' : ` at ${code(clip(place))}`} (too long to be shown here)\n`,
    },
    ...others.flatMap((group) => group.findings.map((finding) => otherItem(group, finding, first))),
  ];
}

function otherItem({ place }: OtherFindings, finding: OtherFinding, first: Finding): Item {
  const reach = environmentsOf(finding.overlays);
  const usual = environmentsOf(first.overlays).join();
  const parts = [finding.resource, finding.field].filter((part) => part !== '').map(code);
  const line = [
    [...parts, ...(place === '' ? [] : [`at ${code(place)}`])].join(' '),
    ...(reach.join() === usual || reach.length === 0 ? [] : [`in ${codes(reach, MAX_OVERLAYS)}`]),
  ].join(', ');
  const message = finding.message === '' ? '' : `: ${prose(finding.message)}`;
  return {
    full: `    - ${line}${message}\n`,
    brief: `    - ${code(clip(finding.resource))} (too long to be shown here)\n`,
  };
}

/** A finding that is gone. */
export function fixedItem({ rule, severity, resource, ...place }: Finding): Item {
  const where = pointPlace({ ...place, resource });
  const parts = [rule, where, resource]
    .filter((part) => part !== '')
    .map((part) => code(clip(part)));
  const line = `- ${severity} ${parts.join(' ')}\n`;
  return { full: line, brief: line };
}

function describeRelated({ places, resource, message }: RelatedPlace): string {
  const parts = [places.map(code).join(', '), ...(resource === '' ? [] : [code(resource)])];
  return [parts.filter((part) => part !== '').join(' '), prose(message)]
    .filter((part) => part !== '')
    .join(': ');
}
