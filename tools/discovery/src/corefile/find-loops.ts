import type { Position } from './corefile-error.ts';
import { isSubdomain } from './names/domain-name.ts';
import type { Server } from './server-block.ts';
import { loopbackPort } from './setup/upstreams.ts';

/**
 * Server blocks that forward to themselves although they have the plugin `loop`: CoreDNS starts, finds that, and ends.
 * Gives where their first keys stand. Source: CoreDNS plugin/loop.
 */
export function findLoops(servers: readonly Server[]): readonly (Position | undefined)[] {
  return servers.filter(endsByLoop).map(({ addresses }) => addresses[0]?.position);
}

function endsByLoop({ addresses, plugins }: Server): boolean {
  const zone = addresses[0]?.zone ?? '.';
  const looks = plugins.some((plugin) => plugin.kind === 'pass' && plugin.plugin === 'loop');
  const forward = plugins.find(
    (plugin) => plugin.kind === 'forward' && isSubdomain(plugin.from, zone),
  );
  if (!looks || forward?.kind !== 'forward') return false;
  return forward.upstreams.some((upstream) => {
    const port = loopbackPort(upstream);
    return addresses.some((address) => address.transport === 'dns' && address.port === port);
  });
}
