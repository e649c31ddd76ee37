import type { JsonObject } from 'kustomize-ts';
import { integer, text, texts, object } from '../field/read.ts';
import type { Cluster } from '../kind.ts';
import { formatAddress, parseAddress, parseNetwork } from '../validate/common/addresses.ts';
import { nodePorts } from '../validate/common/service-type.ts';

/** What the Services of a cluster hold; undefined when they are not known. */
export interface Taken {
  readonly addresses: ReadonlySet<string>;
  readonly nodePorts: ReadonlySet<number>;
}

/** The addresses and node ports that are handed out, that of the API server's own Service among them. */
export function takenIn({ existing, serviceCIDRs }: Cluster): Taken | undefined {
  if (existing === undefined) return undefined;
  const addresses = new Set<string>();
  const ports = new Set<number>();
  const first = parseNetwork(serviceCIDRs[0] ?? '')?.masked;
  // The first usable address of the first network.
  if (first !== undefined)
    addresses.add(formatAddress([...first.slice(0, 15), (first[15] ?? 0) + 1]));
  for (const spec of existing.flatMap((candidate) => serviceSpec(candidate))) {
    for (const address of [text(spec, 'clusterIP'), ...texts(spec, 'clusterIPs')]) {
      const bytes = parseAddress(address)?.bytes;
      if (bytes !== undefined) addresses.add(formatAddress(bytes));
    }
    for (const port of [...nodePorts(spec), integer(spec, 'healthCheckNodePort')]) ports.add(port);
  }
  return { addresses, nodePorts: ports };
}

function serviceSpec(candidate: JsonObject): JsonObject[] {
  const spec = object(candidate, 'spec');
  const isService = text(candidate, 'kind') === 'Service' && text(candidate, 'apiVersion') === 'v1';
  return isService && spec !== undefined ? [spec] : [];
}
