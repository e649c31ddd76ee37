import { isInZone } from '../../dns/domain-name.ts';

/** Whether a name ends with a dot that is not escaped. */
function isAbsolute(name: string): boolean {
  const escapes = /(\\*)\.$/.exec(name);
  return escapes !== null && (escapes[1] ?? '').length % 2 === 0;
}

/** A name with its final dot. */
export function toAbsolute(name: string): string {
  return isAbsolute(name) ? name : `${name}.`;
}

/** A name in lower case with its final dot (`plugin.Name.Normalize`). */
export function normalizeName(name: string): string {
  return toAbsolute(name).toLowerCase();
}

/** Whether a text can be a domain name at all: lengths, and where its dots stand. Source: miekg/dns `IsDomainName`. */
export function isDomainName(text: string): boolean {
  if (text === '') return false;
  const bytes = new TextEncoder().encode(toAbsolute(text));
  const at = (index: number): string => String.fromCharCode(bytes[index] ?? 0);
  const isDigit = (index: number): boolean => /^[0-9]$/.test(at(index));
  let length = 0;
  let begin = 0;
  let wasDot = false;
  let escape = false;
  for (let index = 0; index < bytes.length; index += 1) {
    if (at(index) === '\\') {
      escape = !escape;
      if (length + 1 > 256) return false;
      const skip = isDigit(index + 1) && isDigit(index + 2) && isDigit(index + 3) ? 3 : 1;
      index += skip;
      begin += skip;
      wasDot = false;
    } else if (at(index) === '.') {
      escape = false;
      if ((index === 0 && bytes.length > 1) || wasDot) return false;
      wasDot = true;
      const label = index - begin;
      if (label >= 64) return false;
      length += 1 + label;
      if (length > 256) return false;
      begin = index + 1;
    } else {
      escape = false;
      wasDot = false;
    }
  }
  return !escape;
}

/** The labels of a name, each with the dot after it; none of the root. */
export function labelsOf(name: string): readonly string[] {
  if (name === '.') return [];
  return name.match(/(?:\\.|[^.\\])*(?:\.|\\?$)/gs)?.filter((label) => label !== '') ?? [''];
}

/** Whether a name is a zone or under it; both absolute. Source: miekg/dns `IsSubDomain`. */
export function isSubdomain(zone: string, name: string): boolean {
  if (zone === '.') return true;
  if (name.includes('{')) return isInZone(name, zone);
  const lowerZone = zone.toLowerCase();
  const lowerName = name.toLowerCase();
  if (!lowerName.endsWith(lowerZone)) return false;
  if (lowerName.length === lowerZone.length) return true;
  if (!name.includes('\\'))
    return lowerName.charAt(lowerName.length - lowerZone.length - 1) === '.';
  const labels = labelsOf(lowerName);
  return labels.slice(-labelsOf(lowerZone).length).join('') === lowerZone;
}

/** The longest of the zones that hold a name; undefined: none (`plugin.Zones.Matches`). */
export function longestZone(zones: readonly string[], name: string): string | undefined {
  let longest: string | undefined;
  for (const zone of zones) {
    if (isSubdomain(zone, name) && zone.length > (longest?.length ?? 0)) longest = zone;
  }
  return longest;
}

/** Whether any of the zones holds a name (`plugin.Zones.Contains`). */
export function inZones(zones: readonly string[], name: string): boolean {
  return zones.some((zone) => isSubdomain(zone, name));
}
