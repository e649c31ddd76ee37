import { resolveSymbols } from '@fingerpost/discovery';
import type { ResourceRecord, Service } from '@fingerpost/discovery';
import type { Live } from './live.ts';

type Family = 'IPv4' | 'IPv6';

/** The first address of a family that a symbol stands for. */
export function addressOf(live: Live, symbol: string, family?: Family): string | undefined {
  return live.addressesOf(symbol).find((address) => !family || familyOf(address) === family);
}

/** The cluster IP of a Service, of the first family; undefined where it has none, or the cluster has no such Service. */
export function serviceAddress(
  live: Live,
  { addressing, clusterIPs }: Service,
): string | undefined {
  return addressing === 'cluster-ip' ? addressOf(live, clusterIPs[0] ?? '') : undefined;
}

/** A name with the addresses of the cluster in place of symbols; undefined where one is not known. */
export function fillName(live: Live, name: string): string | undefined {
  const filled = resolveSymbols(
    name,
    (symbol, family) => addressOf(live, symbol, family) ?? symbol,
  );
  return filled.includes('{') ? undefined : filled;
}

/** The value of a record, filled in likewise. */
export function fillValue(
  live: Live,
  { type, value }: Pick<ResourceRecord, 'type' | 'value'>,
): string | undefined {
  if (type === 'A') return addressOf(live, value, 'IPv4');
  if (type === 'AAAA') return addressOf(live, value, 'IPv6');
  if (type !== 'SRV') return fillName(live, value);
  const words = value.split(' ');
  const target = fillName(live, words.at(-1) ?? '');
  return target && [...words.slice(0, -1), target].join(' ');
}

/** `10.0.0.1:80`, `[fd00::1]:80` */
export function hostPort(address: string, port: number): string {
  return familyOf(address) === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
}

function familyOf(address: string): Family {
  return address.includes(':') ? 'IPv6' : 'IPv4';
}
