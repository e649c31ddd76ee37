import type { Position } from '../corefile-error.ts';
import { parseAddress } from '../go/address.ts';
import { joinHostPort, splitHostPort } from '../go/host-port.ts';
import { quote } from '../go/quote.ts';
import { isDomainName } from '../names/domain-name.ts';
import { DEFAULT_PORTS, splitTransport } from '../names/transport.ts';
import type { Transport } from '../names/transport.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import type { Block } from './block.ts';

/** A server that questions are forwarded to. */
export interface UpstreamAddress {
  readonly transport: Transport;
  /** `192.0.2.1:53`, `[2001:db8::1]:53`; `name:port` where it is a name; the path where a file names the servers. */
  readonly address: string;
  /** `file`: the servers are named by a file that is not known, such as /etc/resolv.conf of the container. */
  readonly kind: 'address' | 'name' | 'file';
  /** What the certificate has to be for; '' where it is not written. */
  readonly serverName: string;
}

/** The port of a loopback address, which is the name server's own; undefined: it is no such address. */
export function loopbackPort({ transport, address }: UpstreamAddress): string | undefined {
  const split = splitHostPort(address);
  if (transport !== 'dns' || 'error' in split) return undefined;
  const { host, port } = split.value;
  const parsed = parseAddress(host);
  if (!parsed) return undefined;
  const loopback = parsed.bits === 32 ? parsed.value >> 24n === 127n : parsed.value === 1n;
  return loopback ? port : undefined;
}

/** The name servers of the container: there always is this file, and nobody here knows what it says. */
const RESOLV_CONF = '/etc/resolv.conf';

/**
 * The upstreams that arguments name, each once, and how many arguments count towards the maximum. A name, where names
 * are allowed, is looked up when CoreDNS starts, and it does not start when that fails: it is taken to be found, which
 * is told.
 */
export function readUpstreams(
  cursor: Dispenser,
  block: Block,
  to: readonly string[],
  position: Position | undefined,
  names = true,
): { readonly upstreams: readonly UpstreamAddress[]; readonly count: number } {
  const found = new Map<string, UpstreamAddress>();
  let count = 0;
  for (const text of to) {
    const addresses = readUpstream(cursor, block, text, position, names);
    if (addresses.length > 0) count += 1;
    for (const upstream of addresses) {
      const { transport, address, serverName } = upstream;
      const key = `${transport} ${address} ${serverName.toLowerCase()}`;
      if (!found.has(key)) found.set(key, upstream);
    }
  }
  return { upstreams: [...found.values()], count };
}

function readUpstream(
  cursor: Dispenser,
  block: Block,
  text: string,
  position: Position | undefined,
  names: boolean,
): readonly UpstreamAddress[] {
  const { transport, address: host } = splitTransport(text);
  if (host === '') throw cursor.failure(`invalid address: ${quote(text)}`);
  if (transport === 'unix') return [{ transport, address: host, kind: 'address', serverName: '' }];
  const split = splitHostPort(host);
  if ('value' in split) {
    if (parseAddress(withoutZone(split.value.host))) return [named(text, '')];
    return readFile(host) ?? [readOther(host)];
  }
  const bare = host.replace(/^[[\]]+|[[\]]+$/g, '');
  if (parseAddress(withoutZone(bare))) {
    // `https3` has no port of its own here, and gives an empty address.
    if (transport === 'https3')
      return [{ transport: 'dns', address: '', kind: 'address', serverName: '' }];
    return [named(`${transport}://${joinHostPort(bare, DEFAULT_PORTS[transport])}`, '')];
  }
  return readFile(bare) ?? [readOther(bare)];

  function readOther(path: string): UpstreamAddress {
    if (names) return readName(cursor, block, text, position);
    const missing = `failed to open file ${quote(path)}: ${quote(`open ${path}: no such file or directory`)}`;
    throw cursor.failure(`not an IP address or file ${quote(path)}: ${missing}`);
  }

  function readFile(path: string): readonly UpstreamAddress[] | undefined {
    const content = block.files.get(path.startsWith('/') ? path : `/${path}`);
    if (content === undefined) {
      return path === RESOLV_CONF
        ? [{ transport: 'dns', address: path, kind: 'file', serverName: '' }]
        : undefined;
    }
    return content
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .flatMap(([word, server]) => (word === 'nameserver' && server !== undefined ? [server] : []))
      .map((server) => named(joinHostPort(withoutZone(server), '53'), ''));
  }
}

function withoutZone(host: string): string {
  const percent = host.lastIndexOf('%');
  return percent === -1 ? host : host.slice(0, percent);
}

function named(text: string, name: string): UpstreamAddress {
  const { host, zone } = splitServerName(text);
  const { transport, address } = splitTransport(host);
  return { transport, address, kind: 'address', serverName: zone || name };
}

/** Takes `%name` out of an address (`forward.splitZone`). */
function splitServerName(text: string): { host: string; zone: string } {
  const [, prefix = '', host = ''] = /^([^:]*:\/\/)?(.*)$/s.exec(text) ?? [];
  const percent = host.lastIndexOf('%');
  if (percent === -1) return { host: text, zone: '' };
  let start = host.slice(0, percent);
  if (start.startsWith('[')) start += ']';
  let zone = host.slice(percent + 1);
  const colon = zone.lastIndexOf(':');
  if (colon !== -1) {
    start += zone.slice(colon);
    zone = zone.slice(0, colon).replace(/\]$/, '');
  }
  return { host: `${prefix}${start}`, zone };
}

function readName(
  cursor: Dispenser,
  block: Block,
  text: string,
  position: Position | undefined,
): UpstreamAddress {
  const { host, zone } = splitServerName(text);
  const { transport, address } = splitTransport(host);
  const invalid = cursor.failure(`not an IP address, file, or valid domain: ${quote(text)}`);
  if (!['dns', 'tls', 'quic', 'https'].includes(transport)) throw invalid;
  const split = splitHostPort(address);
  const port = 'value' in split ? split.value.port : DEFAULT_PORTS[transport];
  const name = ('value' in split ? split.value.host : address).replace(/^[[\]]+|[[\]]+$/g, '');
  if (!isDomainName(name) || parseAddress(name)) throw invalid;
  if (!isHostName(name)) {
    throw cursor.failure(
      `failed to resolve ${quote(name)}: lookup ${name.endsWith('.') ? name : `${name}.`}: no such host`,
    );
  }
  block.notModelled(
    `CoreDNS looks ${name} up when it starts, and does not start when that fails: it is taken to be found.`,
    position,
  );
  return { transport, address: joinHostPort(name, port), kind: 'name', serverName: zone };
}

/** What Go looks up at all (`net.isDomainName`). */
function isHostName(name: string): boolean {
  const labels = name.replace(/\.$/, '').split('.');
  const plain = labels.every(
    (label) => /^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?$/.test(label) && label.length <= 63,
  );
  return plain && /[A-Za-z_-]/.test(name);
}
