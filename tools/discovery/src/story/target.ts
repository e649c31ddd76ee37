import type { DiscoveryModel } from '../discover.ts';
import type { Lookup } from '../dns/client/lookup.ts';
import type { Service } from '../services/service.ts';
import type { Target } from './story.ts';

/** What the answer of a lookup leads to: the Service whose address it is, endpoints, or what is outside. */
export function targetOf(
  found: Lookup,
  model: Pick<DiscoveryModel, 'environment' | 'services' | 'slices' | 'workloads'>,
): Target | undefined {
  const replies = found.attempts.at(-1)?.replies ?? [];
  const answers = replies.flatMap((reply) => reply.answers);
  const alias = answers.findLast(({ type }) => type === 'CNAME');
  const addresses = [
    ...new Set(
      answers.filter(({ type }) => type === 'A' || type === 'AAAA').map(({ value }) => value),
    ),
  ];
  const owners = answers.map(({ owner }) => owner);
  if (addresses.length === 0) {
    if (!alias) return undefined;
    return {
      kind: 'outside',
      alias: alias.value,
      addresses: [],
      service: serviceNamed([alias.owner, ...owners], model),
    };
  }
  const service = model.services.find(({ clusterIPs }) =>
    addresses.some((address) => clusterIPs.includes(address)),
  );
  if (service) return { kind: 'service', service };
  const named = serviceNamed(owners, model);
  const known = new Set(
    model.slices.flatMap(({ endpoints }) => endpoints.flatMap((one) => one.addresses)),
  );
  const isPod = addresses.some((address) => address.startsWith('pod(') || known.has(address));
  if (isPod) return { kind: 'endpoints', service: named, addresses };
  return { kind: 'outside', alias: alias?.value, addresses, service: named };
}

/** The Service under whose name, or below it, an answer stands. */
function serviceNamed(
  owners: readonly string[],
  { environment, services }: Pick<DiscoveryModel, 'environment' | 'services'>,
): Service | undefined {
  const zone = `.svc.${environment.clusterDomain}.`;
  for (const owner of owners) {
    if (!owner.endsWith(zone)) continue;
    const labels = owner.slice(0, -zone.length).split('.');
    const namespace = labels.at(-1);
    const name = labels.at(-2);
    const found = services.find((one) => one.namespace === namespace && one.name === name);
    if (found) return found;
  }
  return undefined;
}
