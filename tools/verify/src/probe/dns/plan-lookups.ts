import { lookup, resolverOf, tellStory } from '@fingerpost/discovery';
import type { Lookup, Resolver, Service } from '@fingerpost/discovery';
import { fillValue } from '../fill-in.ts';
import type { Live, LivePod } from '../live.ts';
import { egressSource, serviceSource } from '../predicted-by.ts';
import type { Probe } from '../probe.ts';
import { skip } from '../plan.ts';
import type { Plan } from '../plan.ts';
import { describeLookup, judgeLookup } from './judge-lookup.ts';
import type { ExpectedLookup } from './judge-lookup.ts';
import { servedBy } from '../served-by.ts';
import { mayHearNameServer } from './name-server-of.ts';
import type { NameServerAddress } from './name-server-of.ts';
import { servicesNamed } from './services-named.ts';

/** How many Services each pod looks up. */
const MAX_NAMES = 100;

/** The names of Services as programs of a pod have them, through its search domains: `web`, `web.shop`. */
export function planLookups(live: Live, pod: LivePod, server: NameServerAddress): Plan {
  const { model } = live;
  const clusterDns = server.service.clusterIPs;
  const { predicted } = pod;
  const resolver = resolverOf(predicted, model.environment, {
    ...(clusterDns.length > 0 && { clusterDns }),
  });
  const about = {
    part: 'dns' as const,
    subject: `pod(${predicted.id})`,
    predicted: 'names of Services',
  };
  if (resolver.nameservers[0]?.ofCluster !== true) {
    return { probes: [], skipped: [skip(about, 'it asks the name servers of its node')] };
  }
  const story = tellStory(model, { name: 'kubernetes.default', from: predicted.workload });
  if (story.nameServer === undefined) {
    return { probes: [], skipped: [skip(about, 'the name server is not among the manifests')] };
  }
  const isHeard = story.nameServer.udp.allowed;
  if (!isHeard && mayHearNameServer(live, pod, server)) {
    const reason = 'whether an ipBlock means the pods of the name server is left to the network';
    return { probes: [], skipped: [skip(about, reason)] };
  }
  const { names, left } = namesFor(pod, model.services);
  const planned = [...names].map((name) => planOne(live, pod, name, { resolver, isHeard, server }));
  const rest = { ...about, predicted: `${left} more names of Services` };
  return {
    probes: planned.flatMap((probe) => probe ?? []),
    skipped: left > 0 ? [skip(rest, `each pod looks up ${MAX_NAMES} names`)] : [],
  };
}

/** Of Services of the own namespace the bare name, of others with theirs; and one bare name that leads nowhere. */
function namesFor(
  { namespace }: LivePod,
  services: readonly Service[],
): { readonly names: ReadonlySet<string>; readonly left: number } {
  const own = services.filter((service) => service.namespace === namespace);
  const others = services.filter((service) => service.namespace !== namespace);
  const bare = new Set(own.map(({ name }) => name));
  const wrong = others.find(({ name }) => !bare.has(name));
  const all = [...bare, ...others.map((service) => `${service.name}.${service.namespace}`)];
  return {
    names: new Set([...(wrong ? [wrong.name] : []), ...all.slice(0, MAX_NAMES)]),
    left: Math.max(all.length - MAX_NAMES, 0),
  };
}

interface Settings {
  readonly server: NameServerAddress;
  readonly resolver: Resolver;
  /** Whether policies let questions through. */
  readonly isHeard: boolean;
}

function planOne(
  live: Live,
  pod: LivePod,
  name: string,
  { resolver, isHeard, server }: Settings,
): Probe | undefined {
  const expected: ExpectedLookup | undefined = isHeard
    ? expectedOf(live, lookup(name, resolver, live.model.nameServer.answer, { library: 'go' }))
    : { outcome: 'timeout' };
  if (!expected) return undefined;
  const { namespace } = pod;
  const { clusterDomain } = live.model.environment;
  const full = `${name.includes('.') ? name : `${name}.${namespace}`}.svc.${clusterDomain}.`;
  const services = servicesNamed(live.model, [full]);
  const source = isHeard
    ? services[0] && serviceSource(services[0])
    : egressSource(live.model.reachability, pod.predicted);
  return {
    part: 'dns',
    ...(source && { source }),
    subject: `pod(${pod.predicted.id}) ${name}`,
    predicted: describeLookup(expected),
    from: pod,
    workloads: [...server.workloads, ...services.flatMap((service) => servedBy(service))],
    question: { kind: 'lookup', name },
    judge: (answer, seen) => judgeLookup(expected, answer, seen),
  };
}

/**
 * Undefined where the cluster has no address for what is named, which the record itself says; and where the name leads
 * outside: that is asked for itself.
 */
function expectedOf(
  live: Live,
  { outcome, answers, attempts }: Lookup,
): ExpectedLookup | undefined {
  const replies = attempts.flatMap((attempt) => attempt.replies);
  const isAlias = replies.some((reply) => reply.answers.some(({ type }) => type === 'CNAME'));
  if (outcome === 'unknown' && isAlias) return undefined;
  if (outcome === 'unknown') return { outcome, ofCluster: addressesOfCluster(live) };
  if (outcome !== 'found') return { outcome };
  const records = answers.filter(({ type }) => type === 'A' || type === 'AAAA');
  const addresses = records.map((record) => fillValue(live, record));
  const known = addresses.filter((address) => address !== undefined);
  return known.length === addresses.length
    ? { outcome, addresses: [...new Set(known)].toSorted() }
    : undefined;
}

/** The addresses of Services and pods. */
function addressesOfCluster({ model, pods, addressesOf }: Live): ReadonlySet<string> {
  return new Set([
    ...model.services.flatMap(({ clusterIPs }) => clusterIPs.flatMap(addressesOf)),
    ...pods.flatMap(({ addresses }) => addresses),
  ]);
}
