import { isWithin, parseAddresses } from '@fingerpost/discovery';
import type { AddressMatch, Chain, Filter, PortMatch } from '../../src/netpol/rules/filter.ts';

/** The first packet of a connection. */
export interface Packet {
  readonly from: string;
  readonly to: string;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly port: number;
}

/** Whether a filter lets a packet through, by the order in which its table looks at it. */
export function judge(filter: Filter, packet: Packet): boolean {
  const { from, to } = packet;
  if (from === to && filter.limited.includes(from)) return true;
  const { known } = filter;
  const isUnknown = (address: string): boolean =>
    known !== undefined && isAmong(address, known.networks) && !known.addresses.includes(address);
  if (isUnknown(from) || isUnknown(to)) return false;
  return [
    filter.egress.find(({ address }) => address === from),
    filter.ingress.find(({ address }) => address === to),
  ].every((entry) => {
    const chain = filter.chains.find(({ name }) => name === entry?.chain);
    return !entry || (chain !== undefined && passes(chain, packet));
  });
}

function passes({ peer, rules }: Chain, { from, to, protocol, port }: Packet): boolean {
  const address = peer === 'saddr' ? from : to;
  const isAddress = (match: AddressMatch | undefined): boolean =>
    !match || (isAmong(address, match.in) && !isAmong(address, match.except));
  const isPort = (match: PortMatch | undefined): boolean =>
    !match ||
    (match.protocol === protocol.toLowerCase() &&
      (!match.ranges || match.ranges.some(([first, last]) => first <= port && port <= last)));
  return rules.some(({ addresses, ports }) => isAddress(addresses) && isPort(ports));
}

function isAmong(address: string, networks: readonly string[]): boolean {
  const parsed = parseAddresses(address) ?? [];
  return networks.some((network) => isWithin(parsed, parseAddresses(network) ?? []));
}
