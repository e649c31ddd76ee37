import { parseAddresses } from '@fingerpost/discovery';
import { endpointsFor } from '../endpoints-for.ts';
import { serviceAddress } from '../fill-in.ts';
import type { Live } from '../live.ts';
import { denialSource, serviceSource } from '../predicted-by.ts';
import { servedBy } from '../served-by.ts';
import { suffixOf, UNUSED } from './destination.ts';
import type { Destination } from './destination.ts';
import { expectService, expectUnknownPort, protocolOf } from './expect.ts';
import type { Client } from './expect.ts';

/** Every port of every Service with cluster IP, and one that it does not have. */
export function toServices(live: Live, client: Client): Destination[] {
  const { model } = live;
  return model.services.flatMap((service): Destination[] => {
    const address = serviceAddress(live, service);
    if (address === undefined) return [];
    const name = `${service.namespace}/${service.name}`;
    const part = isOutside(live, name) ? 'external' : 'reachability';
    const ports = service.ports.map((port): Destination => {
      const expected = expectService(live, client, service, port);
      const ends = expected === 'denied' ? endpointsFor(model, service, port, client.place) : [];
      const protocol = protocolOf(port.protocol);
      const denials = ends.flatMap(({ endpoint, port: end }) => {
        const { pod, addresses } = endpoint;
        const party = pod ?? { addresses: parseAddresses(addresses.join()) ?? [] };
        return denialSource(model.reachability, client.pod, party, protocol, end) ?? [];
      });
      return {
        part,
        subject: `${name}:${port.port}${suffixOf(protocol)}`,
        address,
        port: port.port,
        protocol,
        workloads: servedBy(service),
        source: denials[0] ?? serviceSource(service, port),
        expected,
      };
    });
    const free = service.ports.every(({ port }) => port !== UNUSED);
    const unknown: Destination = {
      part: 'reachability',
      subject: `${name}:${UNUSED} (no port of it)`,
      address,
      port: UNUSED,
      protocol: 'TCP',
      workloads: servedBy(service),
      source: serviceSource(service),
      expected: expectUnknownPort(live, client, service),
    };
    return free ? [...ports, unknown] : ports;
  });
}

/** Whether some endpoint of a Service is no pod of the cluster. */
function isOutside({ model }: Live, name: string): boolean {
  return model.slices.some(
    ({ namespace, service, endpoints }) =>
      `${namespace}/${service}` === name && endpoints.some(({ pod }) => !pod),
  );
}
