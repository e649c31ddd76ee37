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
  const [longest] = zones
    .filter((zone) => isInZone(name, zone))
    .toSorted((a, b) => b.length - a.length);
  return longest;
}

/** Takes a name apart. `resolved` is the name with its symbols resolved, in the case of the question. */
export function splitAtZone(asked: string, resolved: string, zone: string): ZoneName {
  const labels = labelsOf(resolved);
  const count = labels.length - labelsOf(zone).length;
  const name = lowerCase(nameOf(labels));
  return {
    asked,
    name: labels.length === 0 ? '.' : name,
    labels: labels.slice(0, count).map(lowerCase),
    zone: count === labels.length ? '.' : nameOf(labels.slice(count)),
    isReverse: /\.(?:in-addr|ip6)\.arpa\.$/u.test(name),
  };
}
