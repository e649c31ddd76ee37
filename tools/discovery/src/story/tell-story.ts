import type { DiscoveryModel } from '../discover.ts';
import { lookup } from '../dns/client/lookup.ts';
import { nearestNames } from '../dns/client/nearest-names.ts';
import { resolverOf } from '../dns/client/resolver-of.ts';
import type { Subject } from '../reachability/subject.ts';
import type { Service } from '../services/service.ts';
import type { Workload } from '../workloads/workload.ts';
import { connectionsTo } from './connections.ts';
import type { NameServerAccess, Story, Verdict } from './story.ts';
import { targetOf } from './target.ts';

/** What is asked. */
export interface StoryQuestion {
  readonly name: string;
  readonly from: Workload;
  /** A number, or the name of a port of the Service; undefined: every port that there is. */
  readonly port?: number | string;
}

const DNS_SERVICE = { namespace: 'kube-system', name: 'kube-dns' };
const DNS_PORT = 53;

/**
 * Follows one lookup: the names that the pod tries, the answer, the endpoints behind it, the port that the Service sends
 * on to, and whether the policies of both ends let the packets through.
 */
export function tellStory(model: DiscoveryModel, { name, from, port }: StoryQuestion): Story {
  const pod = from.pods[0];
  const asking: Subject = pod ?? from;
  const service = model.services.find(
    (other) => other.namespace === DNS_SERVICE.namespace && other.name === DNS_SERVICE.name,
  );
  const clusterDns = service?.clusterIPs;
  const resolver = resolverOf(asking, model.environment, {
    ...(clusterDns && clusterDns.length > 0 && { clusterDns }),
  });
  const { clusterDomain } = model.environment;
  const asksCluster = resolver.nameservers[0]?.ofCluster === true;
  const start = asksCluster ? model.corefile.loaded.start : undefined;
  const found = lookup(name, resolver, model.nameServer.answer);
  const target = targetOf(found, model);
  const nameServer = service && asksCluster ? accessTo(service, asking, model) : undefined;
  const connections = target ? connectionsTo(target, asking, port, model) : [];
  const nearest = target
    ? []
    : nearestNames(name, model.names, { namespace: asking.namespace, clusterDomain });
  const story = { name, from, pod, resolver, nameServer, start, lookup: found };
  const outcome = { ...story, target, connections, nearest };
  return { ...outcome, verdict: verdictOf(outcome) };
}

function accessTo(
  service: Service,
  from: Subject,
  { workloads, reachability }: DiscoveryModel,
): NameServerAccess | undefined {
  const id = service.ports.flatMap(({ targets }) => targets)[0]?.workload;
  const server = workloads.find((workload) => workload.id === id);
  if (!server) return undefined;
  return {
    service,
    udp: reachability.explain(from, server, 'UDP', DNS_PORT),
    tcp: reachability.explain(from, server, 'TCP', DNS_PORT),
  };
}

function verdictOf(story: Omit<Story, 'verdict'>): Verdict {
  const { connections, lookup: found, name, nameServer, nearest, start, target } = story;
  if (start?.result === 'failed' || nameServer?.udp.allowed === false) return 'fails';
  if (!target) {
    // Servers outside have no names of one label, and whoever asks for one that is nearly right means the right one.
    const isOutside = found.outcome === 'unknown' && name.includes('.') && nearest.length === 0;
    return isOutside ? 'unknown' : 'fails';
  }
  const outcomes = connections.map(({ outcome }) => outcome);
  if (outcomes.some((outcome) => outcome !== 'open' && outcome !== 'unknown')) return 'fails';
  return outcomes.includes('unknown') || outcomes.length === 0 ? 'unknown' : 'works';
}
