import { CorefileError } from './corefile-error.ts';
import { joinHostPort } from './go/host-port.ts';
import { quote } from './go/quote.ts';
import { describeAddress } from './server-block.ts';
import type { Server, ZoneAddress } from './server-block.ts';

/** A server block, and what of it listeners depend on. */
export interface CheckedServer extends Server {
  readonly tls: string | undefined;
  readonly maxHttpsStreams: number | undefined;
}

interface Listening {
  readonly server: CheckedServer;
  readonly address: ZoneAddress;
  readonly host: string;
}

/**
 * What CoreDNS checks of all server blocks together, in its order: ports, certificates, zones that are served twice, and
 * plugins that need others. Throws its error. Source: core/dnsserver/register.go `MakeServers`, and what plugins do
 * in `OnStartup`.
 */
export function checkServers(servers: readonly CheckedServer[]): void {
  const all = servers.flatMap((server) =>
    server.addresses.flatMap((address) =>
      server.hosts.map((host): Listening => ({ server, address, host })),
    ),
  );
  for (const { address } of all) checkPort(address);
  const groups = Map.groupBy(
    all,
    ({ address, host }) => `${address.transport}://${joinHostPort(host, address.port)}`,
  );
  for (const [listener, group] of groups) checkListener(listener, group);
  checkZones(all);
  for (const { plugins } of servers) checkNeeds(plugins);
  for (const { server, address } of all) {
    if (address.transport === 'quic' && server.tls === undefined) {
      throw new CorefileError('ListenPacket: quic: tls.Config not set', address.position);
    }
  }
}

function checkPort({ port, position }: ZoneAddress): void {
  const number = Number(port);
  if (port === '' || (number >= 0 && number <= 65_535)) return;
  throw new CorefileError(`address ${port}: invalid port`, position);
}

function checkListener(listener: string, group: readonly Listening[]): void {
  const [first, ...others] = group;
  if (!first || first.address.transport === 'dns' || first.address.transport === 'unix') return;
  for (const { server, address } of others) {
    const difference = tlsDifference(first.server.tls, server.tls);
    if (difference === undefined) continue;
    const zones = `${quote(first.address.zone)} and ${quote(address.zone)}`;
    throw new CorefileError(
      `conflicting TLS configuration for shared listener ${listener} between zones ${zones}: ${difference}`,
      address.position,
    );
  }
  if (first.address.transport === 'https3' && first.server.tls === undefined) {
    throw new CorefileError('DoH3 requires TLS, no TLS config found', first.address.position);
  }
  if (first.address.transport !== 'https') return;
  let streams: number | undefined;
  for (const { server, address } of group) {
    const { maxHttpsStreams } = server;
    if (maxHttpsStreams === undefined) continue;
    if (streams !== undefined && streams !== maxHttpsStreams) {
      throw new CorefileError(
        `conflicting max_streams values for shared HTTPS listener ${listener}: ${streams} and ${maxHttpsStreams}`,
        address.position,
      );
    }
    streams = maxHttpsStreams;
  }
}

function tlsDifference(first: string | undefined, other: string | undefined): string | undefined {
  if (first === other) return undefined;
  if (first === undefined || other === undefined) {
    return 'TLS is configured for only one server block';
  }
  return first.split(' ')[0] === other.split(' ')[0]
    ? 'server certificates differ'
    : 'client authentication policies differ';
}

/** Source: core/dnsserver/address.go. */
function checkZones(all: readonly Listening[]): void {
  const registered = new Set<string>();
  const overlaps = new Map<string, string>();
  for (const { server, address, host } of all) {
    const own = describeAddress(address, host);
    const unbound = describeAddress(address);
    const fail = (why: string): never => {
      throw new CorefileError(`cannot serve ${own} - ${why}`, address.position);
    };
    const filtered = server.view !== undefined;
    if (registered.has(own)) {
      if (filtered) continue;
      fail('it is already defined');
    }
    const already = overlaps.get(unbound);
    const overlap = host === '' ? already : registered.has(unbound) ? unbound : undefined;
    if (already !== undefined && overlap !== undefined) {
      fail(`zone overlap listener capacity with ${overlap}`);
    }
    if (filtered) continue;
    registered.add(own);
    overlaps.set(unbound, own);
  }
}

function checkNeeds(plugins: Server['plugins']): void {
  const names = new Set(
    plugins.map((plugin) =>
      'plugin' in plugin && plugin.kind !== 'autopath' ? plugin.plugin : plugin.kind,
    ),
  );
  for (const plugin of plugins) {
    if (plugin.kind === 'autopath') {
      const name = plugin.plugin;
      if (name === undefined || name === 'kubernetes' || name === 'erratic') continue;
      if ([...names].some((known) => known === name)) {
        throw plugin.error(`plugin/autopath: ${name} does not implement the AutoPather interface`);
      }
    }
    if (plugin.kind === 'k8s_external' && !names.has('kubernetes')) {
      throw plugin.error('plugin/k8s_external: kubernetes plugin not loaded');
    }
  }
}
