import { resolverOf } from '@fingerpost/discovery';
import { sourceOf } from '../../objects/source-of.ts';
import type { Live, LivePod } from '../live.ts';
import type { Probe } from '../probe.ts';

/** The resolv.conf of a pod: name servers, search domains, those of the node left out, and ndots. */
export function planResolver(
  { model, addressesOf }: Live,
  pod: LivePod,
  clusterDns: readonly string[],
): Probe[] {
  const resolver = resolverOf(pod.predicted, model.environment, {
    ...(clusterDns.length > 0 && { clusterDns }),
  });
  if (resolver.asksLikeNode) return [];
  const servers = resolver.nameservers.flatMap(({ address }) => addressesOf(address)[0] ?? address);
  const describe = (nameservers: readonly string[], searches: readonly string[], ndots: number) =>
    `nameserver ${nameservers.join(' ')}, search ${searches.join(' ')}, ndots ${ndots}`;
  const predicted = describe(servers, resolver.searches, resolver.ndots);
  const source = sourceOf(pod.predicted.workload.stored.resource);
  return [
    {
      ...(source && { source }),
      part: 'dns',
      subject: `pod(${pod.predicted.id}) resolv.conf`,
      predicted,
      from: pod,
      workloads: [],
      // What is asked for is in the head of every answer.
      question: { kind: 'lookup', name: 'localhost' },
      judge: (_, { resolvConf: { nameservers, searches, ndots } }) => {
        const known = new Set(resolver.searches);
        const shown =
          resolver.nodeSearchesAt === undefined
            ? searches
            : searches.filter((one) => known.has(one));
        const real = describe(nameservers, shown, ndots);
        return real === predicted
          ? { real, verdict: 'agrees' }
          : { real, verdict: 'disagrees', reason: 'programs in the pod look names up otherwise' };
      },
    },
  ];
}
