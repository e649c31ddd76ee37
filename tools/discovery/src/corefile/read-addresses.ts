import { CorefileError } from './corefile-error.ts';
import { normalizeName, toAbsolute } from './names/domain-name.ts';
import { splitZonesAndPort } from './names/origins.ts';
import { DEFAULT_PORTS, splitTransport } from './names/transport.ts';
import type { Key } from './parse/parse-server-blocks.ts';
import { positionOf } from './parse/token.ts';
import type { ZoneAddress } from './server-block.ts';

/**
 * The addresses that the keys of a server block stand for: a network gives one for each reverse zone. Throws the error
 * of CoreDNS for a key that is none. Source: core/dnsserver/register.go `InspectServerBlocks`.
 */
export function readAddresses(keys: readonly Key[]): readonly ZoneAddress[] {
  return keys.flatMap(({ text, token }) => {
    const fail = (message: string): never => {
      throw new CorefileError(
        `error inspecting server blocks: ${message}`,
        token && positionOf(token),
      );
    };
    const { transport, address } = splitTransport(text);
    const split = splitZonesAndPort(address);
    if ('error' in split) return fail(split.error);
    const { zones, port } = split.value;
    for (const zone of zones) {
      const again = splitZonesAndPort(toAbsolute(zone));
      if ('error' in again) fail(again.error);
    }
    return zones.map((zone) => ({
      zone: normalizeName(zone),
      transport,
      port: port === '' ? DEFAULT_PORTS[transport] : port,
      position: token && positionOf(token),
    }));
  });
}
