import { parseNetwork } from '../go/address.ts';
import { parseInteger } from '../go/number.ts';
import type { Parsed } from '../go/number.ts';
import { quote } from '../go/quote.ts';
import { isDomainName, normalizeName } from './domain-name.ts';
import { reverseZones } from './reverse-name.ts';
import { splitTransport } from './transport.ts';

/** Names of zones and the port after them; '' for no port. */
export interface ZonesAndPort {
  readonly zones: readonly string[];
  readonly port: string;
}

/** Splits a zone or a network from the port after it (`plugin.SplitHostPort`). A network gives its reverse zones. */
export function splitZonesAndPort(text: string): Parsed<ZonesAndPort> {
  const colon = text.lastIndexOf(':');
  if (colon === text.length - 1) {
    return { error: `expecting data after last colon: ${quote(text)}` };
  }
  const number = colon === -1 ? { error: '' } : parseInteger(text.slice(colon + 1));
  const [port, zone] =
    'value' in number ? [String(number.value), text.slice(0, colon)] : ['', text];
  const length = Buffer.byteLength(zone);
  if (length > 255) return { error: `specified zone is too long: ${length} > 255` };
  if (!isDomainName(zone)) return { error: `zone is not a valid domain name: ${zone}` };
  const network = parseNetwork(zone);
  if (!network) return { value: { zones: [zone], port } };
  if (zone.startsWith(':') || (zone.startsWith('0') && zone.includes(':'))) {
    return { error: `invalid CIDR ${zone}` };
  }
  return { value: { zones: reverseZones(network), port } };
}

/** The zones of an argument, normalised; none where it cannot be read (`plugin.Host.NormalizeExact`). */
export function normalizeZones(text: string): readonly string[] {
  const split = splitZonesAndPort(splitTransport(text).address);
  return 'value' in split ? split.value.zones.map(normalizeName) : [];
}

/** The zones that arguments name, else those of the server block (`plugin.OriginsFromArgsOrServerBlock`). */
export function originsOf(args: readonly string[], keys: readonly string[]): readonly string[] {
  return args.length === 0
    ? keys.map((key) => normalizeZones(key)[0] ?? key)
    : args.flatMap(normalizeZones);
}

/** The zones that may fall through; without arguments all of them (`fall.F.SetZonesFromArgs`). */
export function fallthroughZones(args: readonly string[]): readonly string[] {
  return args.length === 0 ? ['.'] : args.flatMap(normalizeZones);
}
