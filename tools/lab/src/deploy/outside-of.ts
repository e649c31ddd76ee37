import { isIP } from 'node:net';

import type { JsonValue } from 'kustomize-ts';

import type { Outside } from '../up/outside.ts';
import { listAt, textAt, valueAt } from './manifest.ts';
import type { Manifest } from './manifest.ts';

/** Addresses of names that no policy restricts. */
const FREE = '10.99.0';

/**
 * What the objects of an environment expect outside of the cluster:
 * - resolvers: where the fragments of CoreDNS forward zones to;
 * - names: targets of ExternalName Services. Their address is the tenth of the range that policies let pods reach on the
 *   port that a Probe asks for;
 * - hosts: addresses in EndpointSlices that are written by hand.
 */
export function outsideOf(objects: readonly Manifest[]): Outside {
  const externalNames = objects.filter(
    ({ kind, object }) => kind === 'Service' && textAt(object, 'spec', 'type') === 'ExternalName',
  );
  const slices = objects.filter(({ kind }) => kind === 'EndpointSlice');
  const names = externalNames.map((service, index) => {
    const ports = probedPorts(objects, service);
    const range = ports
      .map((port) => rangeForPort(objects, port))
      .find((found) => found !== undefined);
    const address = range === undefined ? `${FREE}.${10 + index}` : tenthOf(range);
    return { name: textAt(service.object, 'spec', 'externalName'), address, ports };
  });
  const sliceAddresses = slices.flatMap(({ object }) =>
    listAt(object, 'endpoints').flatMap((endpoint) => listAt(endpoint, 'addresses').filter(isText)),
  );
  const slicePorts = slices.flatMap(({ object }) =>
    listAt(object, 'ports').map((port) => Number(valueAt(port, 'port'))),
  );
  return {
    resolvers: objects.flatMap(forwardedTo),
    names: names.map(({ name, address }) => ({ name, address })),
    hosts: [
      ...names.map(({ address }) => address),
      ...sliceAddresses.filter((text) => isIP(text) === 4),
    ],
    ports: [...new Set([...names.flatMap(({ ports }) => ports), ...slicePorts])],
  };
}

/** Addresses behind `forward` in the data of a ConfigMap for CoreDNS. */
function forwardedTo({ kind, name, object }: Manifest): readonly string[] {
  if (kind !== 'ConfigMap' || name !== 'coredns-custom') return [];
  return Object.values(valueAt(object, 'data') ?? {})
    .filter(isText)
    .flatMap((text) => [...text.matchAll(/^\s*forward\s+\S+\s+(.*?)\s*\{?$/gm)])
    .flatMap(([, targets]) => targets?.split(/\s+/) ?? [])
    .filter((target) => isIP(target) === 4);
}

/** Ports on which Probes ask for a Service, by its name in the cluster. */
function probedPorts(objects: readonly Manifest[], service: Manifest): readonly number[] {
  const host = `${service.name}.${service.namespace}.svc`;
  return objects
    .filter(({ kind }) => kind === 'Probe')
    .flatMap(({ object }) =>
      listAt(object, 'spec', 'targets', 'staticConfig', 'static').filter(isText),
    )
    .filter((target) => target.startsWith(`${host}:`) || target.startsWith(`${host}.`))
    .map((target) => Number(target.slice(target.lastIndexOf(':') + 1)))
    .filter((port) => Number.isInteger(port) && port > 0);
}

/** The first range of addresses that a policy lets pods reach on a port; one with all of them says nothing. */
function rangeForPort(objects: readonly Manifest[], port: number): string | undefined {
  return objects
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .flatMap(({ object }) => listAt(object, 'spec', 'egress'))
    .filter((rule) => listAt(rule, 'ports').some((allowed) => valueAt(allowed, 'port') === port))
    .flatMap((rule) => listAt(rule, 'to').map((peer) => textAt(peer, 'ipBlock', 'cidr')))
    .find((cidr) => /^[\d.]+\/[1-9]\d?$/.test(cidr));
}

/** The last one where the range has no tenth. */
function tenthOf(cidr: string): string {
  const [address = '', length] = cidr.split('/');
  const size = 2 ** (32 - Number(length));
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const tenth = number - (number % size) + Math.min(10, size - 1);
  return [24, 16, 8, 0].map((bits) => (tenth >>> bits) & 255).join('.');
}

function isText(value: JsonValue): value is string {
  return typeof value === 'string';
}
