import { isReverseName } from '../../corefile/names/reverse-name.ts';
import { isInZone, labelsOf, lowerCase, nameOf } from '../domain-name.ts';

/** A name, taken apart at the zone that it is in. */
export interface ZoneName {
  /** As it was asked, symbols in braces. */
  readonly asked: string;
  /** Absolute, in lower case, symbols resolved. */
  readonly name: string;
  /** Those before the zone, in lower case. */
  readonly labels: readonly string[];
  /** Absolute, in the case of the question. */
  readonly zone: string;
  readonly isReverse: boolean;
}

/** The longest of some zones that a name is in. */
export function zoneOf(name: string, zones: readonly string[]): string | undefined {
  let longest: string | undefined;
  for (const zone of zones) {
    if (zone.length > (longest?.length ?? 0) && isInZone(name, zone)) longest = zone;
  }
  return longest;
}

/** Takes a name apart. `resolved` is the name with its symbols resolved, in the case of the question. */
export function splitAtZone(asked: string, resolved: string, zone: string): ZoneName {
  const labels = labelsOf(resolved);
  const lower = labelsOf(lowerCase(resolved));
  const count = labels.length - labelsOf(zone).length;
  const name = lower.length === 0 ? '.' : nameOf(lower);
  return {
    asked,
    name,
    labels: lower.slice(0, count),
    zone: count === labels.length ? '.' : nameOf(labels.slice(count)),
    isReverse: isReverseName(name),
  };
}
