import type { Environment, Family } from '../environment/environment.ts';
import { isSendable } from './domain-name.ts';
import { hostOf } from './kubernetes/address.ts';
import type { Host } from './kubernetes/address.ts';
import type { ClusterNames } from './kubernetes/cluster-names.ts';
import type { NamedPort, NamedService } from './kubernetes/named-service.ts';
import type { NamedAddress, NamedSlice } from './kubernetes/named-slice.ts';
import { reverseName } from './kubernetes/symbol.ts';
import type { DnsRecord } from './record.ts';

/** A target of SRV records: how many of them share a name gives each its weight. */
interface Location {
  readonly port: NamedPort;
  readonly target: string;
}

/**
 * All records of the cluster zone that the specification asks for (DNS-Based Service Discovery 1.1, sections 2.3 to 2.5),
 * sorted, each once: of Services with cluster IP their addresses, named ports and reverse names; of headless Services the
 * same of each ready endpoint, and the endpoint's own name; of ExternalName Services the alias.
 *
 * What can be asked beside these is not listed: endpoints of Services with cluster IP, and their reverse names; ports
 * without underscores; Services by SRV without port; dashed addresses under `pod`; `dns-version`.
 */
export function clusterRecords(
  names: ClusterNames,
  { clusterDomain }: Pick<Environment, 'clusterDomain'>,
): readonly DnsRecord[] {
  const records = new Map<string, DnsRecord>();
  for (const service of names.services.values()) {
    const slices = names.slices.get(`${service.namespace}/${service.name}`) ?? [];
    for (const record of recordsOf(service, slices, `svc.${clusterDomain}.`, names)) {
      records.set(`${record.name} ${record.type} ${record.value}`, record);
    }
  }
  return [...records].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record);
}

function recordsOf(
  service: NamedService,
  slices: readonly NamedSlice[],
  zone: string,
  names: ClusterNames,
): DnsRecord[] {
  const name = `${service.name}.${service.namespace}.${zone}`;
  if (service.externalName !== undefined) return aliasOf(service.externalName, name);
  if (!service.headless) {
    const locations = service.ports.flatMap((port) =>
      service.hosts.map(() => ({ port, target: name })),
    );
    return [
      ...service.hosts.flatMap((host) => [addressOf(name, host), ...pointerOf(host, name)]),
      ...locationsOf(locations, name),
    ];
  }
  const locations: Location[] = [];
  const records = slices.flatMap(({ addresses, ports }) =>
    addresses.flatMap((address): DnsRecord[] => {
      const target = targetOf(address, name);
      // An FQDN has neither a port nor a reverse name.
      if (address.host.type !== 'CNAME') locations.push(...ports.map((port) => ({ port, target })));
      // A cluster IP has one reverse name: that of its Service.
      const taken = names.servicesByAddress.has(address.key);
      return [
        addressOf(name, address.host),
        addressOf(target, address.host),
        ...(taken ? [] : pointerOf(address.host, target)),
      ];
    }),
  );
  return [...records, ...locationsOf(locations, name)];
}

function targetOf({ label }: NamedAddress, name: string): string {
  return label === '' ? name : `${label}.${name}`;
}

/** A value that is an address is no name, and one that no message can hold has no answer. */
function aliasOf(externalName: string, name: string): DnsRecord[] {
  const host = hostOf(externalName, 'IPv4');
  return host.type === 'CNAME' && isSendable(host.value)
    ? [{ name, type: 'CNAME', value: host.value }]
    : [];
}

function addressOf(name: string, { type, value }: Host): DnsRecord {
  return { name, type, value };
}

function pointerOf({ type, written, value }: Host, name: string): DnsRecord[] {
  if (type === 'CNAME') return [];
  const family: Family = type === 'A' ? 'IPv4' : 'IPv6';
  return written === value
    ? [{ name: reverseName(written, family), type: 'PTR', value: name }]
    : [];
}

/** Ports without a name have no record; -1 stands for none. */
function locationsOf(locations: readonly Location[], name: string): DnsRecord[] {
  const named = locations.filter(({ port }) => port.name !== '');
  const byPort = Map.groupBy(named, ({ port }) => `_${port.name}._${port.protocol.toLowerCase()}`);
  return [...byPort].flatMap(([prefix, sharing]) => {
    const weight = Math.max(Math.floor((100 / (100 * sharing.length)) * 100), 1);
    return sharing
      .filter(({ port }) => port.port !== -1)
      .map(({ port, target }): DnsRecord => ({
        name: `${prefix}.${name}`,
        type: 'SRV',
        value: `0 ${weight} ${port.port} ${target}`,
      }));
  });
}
