import type { Finding, FindingPlace } from '@fingerpost/policy';
import { printable } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';

import { listNames } from '../list-names.ts';
import { wrapped } from './layout.ts';

const INDENT = 6;
const MAX_OVERLAYS = 8;

/** A finding as `policy-check` tells it, with its place on the first line. */
export function findingLines(finding: Finding, style: Style): string[] {
  const { rule, severity, message, related, fix, documentation, overlays } = finding;
  const paint = severity === 'error' ? style.error : style.changed;
  const where = placeOf(finding);
  return [
    `  ${paint(`${severity} ${printable(rule)}`)}${where === '' ? '' : `  ${where}`}`,
    ...(finding.resource === '' ? [] : wrapped(targetOf(finding), INDENT)),
    ...wrapped(printable(message), INDENT),
    ...related.flatMap((place) =>
      wrapped(`see ${describeRelated(place)}${printable(place.message)}`, INDENT, style.faint),
    ),
    ...(fix === '' ? [] : wrapped(`fix: ${printable(fix)}`, INDENT, style.added)),
    ...(overlays.length === 0
      ? []
      : wrapped(`in ${listNames(overlays, MAX_OVERLAYS)}`, INDENT, style.faint)),
    ...(documentation === '' ? [] : wrapped(printable(documentation), INDENT, style.faint)),
  ];
}

/** A finding that is gone: which, and where it was. */
export function fixedLines({ rule, severity, resource, ...place }: Finding): string[] {
  const parts = [`${severity} ${rule}`, placeOf({ ...place, resource }), resource];
  return wrapped(
    parts
      .filter((part) => part !== '')
      .map(printable)
      .join(' '),
    2,
  );
}

function placeOf({ file, line, column }: FindingPlace): string {
  if (file === '') return '';
  return printable([file, line, column].filter((part) => part !== undefined).join(':'));
}

function targetOf({ resource, field }: FindingPlace): string {
  return printable([resource, field].filter((part) => part !== '').join(' '));
}

function describeRelated(place: FindingPlace): string {
  const parts = [placeOf(place), printable(place.resource)].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${parts.join(' ')}: `;
}
