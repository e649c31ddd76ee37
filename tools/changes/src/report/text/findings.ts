import type { Finding, FindingPlace } from '@fingerpost/policy';
import { printable } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';

import { environmentsOf } from '../findings/environments-of.ts';
import type { FindingGroup, OtherFinding, OtherFindings } from '../findings/group-findings.ts';
import { pagesOf } from '../findings/pages.ts';
import { pointPlace, relatedPlaces } from '../findings/related-places.ts';
import type { RelatedPlace } from '../findings/related-places.ts';
import { listNames } from '../list-names.ts';
import { joinNames } from '../told/join-names.ts';
import { withNote, wrapped } from './layout.ts';

const INDENT = 6;
const MAX_OVERLAYS = 8;

/** Findings rule by rule: the first as `policy-check` tells it, the others in a line each. Last, where rules are explained. */
export function findingLines(groups: readonly FindingGroup[], style: Style): string[] {
  const pages = pagesOf(groups);
  return [
    ...groups.flatMap((group) => groupLines(group, style)),
    ...(pages === '' ? [] : wrapped(`explained in ${printable(pages)}`, 2, style.faint)),
  ];
}

function groupLines({ first, others, count }: FindingGroup, style: Style): string[] {
  const { rule, severity, message, fix, overlays } = first;
  const paint = severity === 'error' ? style.error : style.changed;
  const { shown, more } = relatedPlaces(first);
  const reach = overlays.length === 0 ? '' : `in ${listNames(overlays, MAX_OVERLAYS)}`;
  const target = targetOf(first);
  return [
    ...withNote(
      `  ${paint(`${severity} ${printable(rule)}`)}`,
      [printable(pointPlace(first))],
      INDENT,
      style.faint,
    ),
    ...(target === ''
      ? wrapped(reach, INDENT, style.faint)
      : withNote(`${' '.repeat(INDENT)}${target}`, [reach], INDENT, style.faint)),
    ...wrapped(printable(message), INDENT),
    ...shown.flatMap((place) => wrapped(`see ${describeRelated(place)}`, INDENT, style.faint)),
    ...(more > 0 ? [`${' '.repeat(INDENT)}${style.faint(`and ${more} more to see`)}`] : []),
    ...(fix === '' ? [] : wrapped(`fix: ${printable(fix)}`, INDENT, style.added)),
    ...otherLines(first, others, count, style),
  ];
}

function otherLines(
  { overlays }: Finding,
  others: readonly OtherFindings[],
  count: number,
  style: Style,
): string[] {
  if (count < 2) return [];
  const first = reachOf(overlays);
  const isSame = others.every(({ findings }) =>
    findings.every((finding) => reachOf(finding.overlays) === first),
  );
  // Else each says where it is.
  const usual = isSame ? first : '';
  const each = usual === '' ? '' : `, in ${usual}`;
  return [
    `${' '.repeat(INDENT)}${style.heading(`${count - 1} more${each}:`)}`,
    ...others.flatMap((place) => placeLines(place, usual, style)),
  ];
}

function reachOf(overlays: readonly string[]): string {
  return joinNames(environmentsOf(overlays).map(printable));
}

/** Resources at one place: on its line where they fit, else below it. */
function placeLines({ place, findings }: OtherFindings, usual: string, style: Style): string[] {
  const plain = findings.filter(({ message }) => message === '');
  const own = findings.filter(({ message }) => message !== '');
  const at = printable(place);
  const names = listResources(plain, usual);
  return [
    ...(plain.length === 0
      ? []
      : names.length + at.length + INDENT + 4 <= 80
        ? [`${' '.repeat(INDENT + 2)}${style.faint(at)}  ${names}`]
        : [`${' '.repeat(INDENT + 2)}${style.faint(at)}`, ...wrapped(names, INDENT + 4)]),
    ...own.flatMap((finding) => [
      ...withNote(
        `${' '.repeat(INDENT + 2)}${nameOf(finding, usual)}`,
        [at],
        INDENT + 4,
        style.faint,
      ),
      ...wrapped(printable(finding.message), INDENT + 4),
    ]),
  ];
}

/** `backend/go-server, edge/frontend (prod)` */
function listResources(findings: readonly OtherFinding[], usual: string): string {
  return findings.map((finding) => nameOf(finding, usual)).join(', ');
}

function nameOf({ resource, field, overlays }: OtherFinding, usual: string): string {
  const reach = reachOf(overlays);
  const parts = [resource, field].filter((part) => part !== '').map(printable);
  return [...parts, ...(reach === usual || reach === '' ? [] : [`(${reach})`])].join(' ');
}

/** A finding that is gone: which, and where it was. */
export function fixedLines({ rule, severity, resource, ...place }: Finding): string[] {
  const parts = [`${severity} ${rule}`, pointPlace({ ...place, resource }), resource];
  return wrapped(
    parts
      .filter((part) => part !== '')
      .map(printable)
      .join(' '),
    2,
  );
}

function targetOf({ resource, field }: FindingPlace): string {
  return printable([resource, field].filter((part) => part !== '').join(' '));
}

function describeRelated({ places, resource, message }: RelatedPlace): string {
  const parts = [places.join(', '), resource].filter((part) => part !== '');
  return printable([parts.join(' '), message].filter((part) => part !== '').join(': '));
}
