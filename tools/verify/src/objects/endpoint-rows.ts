import { object, objects, optionalFlag, optionalInteger, text, texts } from '@fingerpost/apiserver';
import type { Endpoint, EndpointPort, EndpointSlice } from '@fingerpost/discovery';
import type { JsonObject } from 'kustomize-ts';

import type { ClusterObject } from '../cluster.ts';
import type { RealAddresses } from './real-addresses.ts';

/**
 * One address behind a Service, with all that the slices say of it. Which endpoints share a slice is by chance, so the
 * slices of a Service are compared as the set of these.
 */
export interface EndpointRow {
  /** The address; of a predicted one that the cluster does not have, its symbol. */
  readonly address: string;
  /** The symbol, where the address comes from one. */
  readonly symbol?: string;
  /** In words, each with its value: only these are compared. */
  readonly facts: Readonly<Record<string, string>>;
}

/** The slices of the model. */
export function predictedRows(
  slices: readonly EndpointSlice[],
  addresses: RealAddresses,
): readonly EndpointRow[] {
  return slices.flatMap((slice) =>
    slice.endpoints.flatMap((endpoint) =>
      endpoint.addresses.map((symbol): EndpointRow => {
        const family = slice.addressType;
        const real = addresses(symbol).find(
          (address) => symbol === address || family === familyOf(address),
        );
        return {
          address: real ?? symbol,
          ...(real !== symbol && { symbol }),
          facts: factsOf(slice.addressType, slice.ports, endpoint),
        };
      }),
    ),
  );
}

/** The slices of a cluster. */
export function realRows(slices: readonly ClusterObject[]): readonly EndpointRow[] {
  return slices.flatMap((slice) => {
    const ports = objects(slice, 'ports').map((port): EndpointPort => {
      const appProtocol = text(port, 'appProtocol');
      return {
        name: text(port, 'name'),
        port: optionalInteger(port, 'port'),
        protocol: text(port, 'protocol') || 'TCP',
        ...(appProtocol !== '' && { appProtocol }),
      };
    });
    return objects(slice, 'endpoints').flatMap((endpoint) =>
      texts(endpoint, 'addresses').map((address) => ({
        address,
        facts: factsOf(text(slice, 'addressType'), ports, readEndpoint(endpoint)),
      })),
    );
  });
}

type EndpointFacts = Omit<Endpoint, 'addresses' | 'pod' | 'target'>;

function readEndpoint(endpoint: JsonObject): EndpointFacts {
  const conditions = object(endpoint, 'conditions');
  const [ready, serving, terminating] = ['ready', 'serving', 'terminating'].map((name) =>
    optionalFlag(conditions, name),
  );
  const [hostname, nodeName, zone] = ['hostname', 'nodeName', 'zone'].map((name) =>
    text(endpoint, name),
  );
  const hints = object(endpoint, 'hints');
  const names = (key: string): string[] => objects(hints, key).map((entry) => text(entry, 'name'));
  const [forZones, forNodes] = [names('forZones'), names('forNodes')];
  return {
    ...(ready !== undefined && { ready }),
    ...(serving !== undefined && { serving }),
    ...(terminating !== undefined && { terminating }),
    ...(hostname && { hostname }),
    ...(nodeName && { nodeName }),
    ...(zone && { zone }),
    hints: { forZones, forNodes },
  };
}

function factsOf(
  addressType: string,
  ports: readonly EndpointPort[],
  endpoint: EndpointFacts,
): Record<string, string> {
  const { ready, serving, terminating, hostname, nodeName, zone, hints } = endpoint;
  return {
    'address type': addressType,
    ports: formatPorts(ports),
    ready: formatFlag(ready),
    serving: formatFlag(serving),
    terminating: formatFlag(terminating),
    hostname: hostname ?? 'none',
    node: nodeName ?? 'none',
    zone: zone ?? 'none',
    'hints for zones': formatNames(hints?.forZones),
    'hints for nodes': formatNames(hints?.forNodes),
  };
}

/** Ports in one order: `http 9000/TCP, metrics 9100/TCP`. */
function formatPorts(ports: readonly EndpointPort[]): string {
  const shown = ports.map(({ name, port, protocol, appProtocol }) => {
    const number = `${port === undefined ? 'all' : String(port)}/${protocol}`;
    const tail = appProtocol === undefined ? '' : ` (${appProtocol})`;
    return `${name === '' ? '' : `${name} `}${number}${tail}`;
  });
  return shown.length === 0 ? 'none' : shown.toSorted().join(', ');
}

function formatFlag(flag: boolean | undefined): string {
  return flag === undefined ? 'unsaid' : flag ? 'yes' : 'no';
}

function formatNames(names: readonly string[] | undefined): string {
  return names === undefined || names.length === 0 ? 'none' : names.toSorted().join(', ');
}

function familyOf(address: string): string {
  return address.includes(':') ? 'IPv6' : 'IPv4';
}
