import type { Check } from '../check.ts';
import type { Cluster, ClusterObject } from '../cluster.ts';
import { ClusterError } from '../cluster-error.ts';
import { planBalance } from './balance/plan-balance.ts';
import { planLookups } from './dns/plan-lookups.ts';
import { planRecords } from './dns/plan-records.ts';
import { planResolver } from './dns/plan-resolver.ts';
import { planAliases } from './external/plan-aliases.ts';
import { planOutside } from './external/plan-outside.ts';
import { hearsNameServer, nameServerOf } from './dns/name-server-of.ts';
import type { Live } from './live.ts';
import { firstProbers, placeProbers } from './place-probers.ts';
import { joinPlans, skip } from './plan.ts';
import type { Plan } from './plan.ts';
import { planLatency } from './plan-latency.ts';
import { planPorts } from './ports/plan-ports.ts';
import { planReachability } from './reachability/plan-reachability.ts';
import { runProbes } from './run-probes.ts';
import { changedPods, excuse } from './unsettled.ts';
import type { ChangedPod } from './unsettled.ts';

/** How a cluster is probed. */
export interface ProbeOptions {
  /** The image of the prober. */
  readonly image: string;
  /** Waits so many milliseconds. */
  sleep(milliseconds: number): Promise<void>;
  /** Told what is done next. */
  onProgress?(text: string): void;
}

const PODS = { apiVersion: 'v1', kind: 'Pod' };
const AT_ONCE = 32;
const SECONDS = 300;

/**
 * Asks a cluster, from the networks of its own pods, what the model predicts: names, connections, how connections are
 * spread, and how fast names are answered. Ephemeral containers are added to the pods that ask. What a pod could not be
 * asked is a check that says so. Errors: ClusterError where the cluster lets nobody ask.
 */
export async function probeCluster(
  cluster: Cluster,
  live: Live,
  { image, sleep, onProgress }: ProbeOptions,
): Promise<readonly Check[]> {
  const ask = { image, sleep, concurrency: AT_ONCE, seconds: SECONDS, podsAtOnce: 3 };
  const one = { ...ask, concurrency: 1, podsAtOnce: 1 };
  const placement = placeProbers(live);
  const pods = firstProbers(placement);
  const absent = placement.absent.map((id) =>
    skip(
      { part: 'reachability', subject: id, predicted: 'what it may reach' },
      'no pod of it is ready: nothing can be asked from its network',
    ),
  );
  const before = await cluster.list(PODS);
  const plan = joinPlans([
    planNames(live, pods),
    ...pods.map((pod) => planReachability(live, pod)),
  ]);
  const askers = [...placement.byWorkload.values()]
    .flat()
    .filter((pod) => hearsNameServer(live, pod));
  const aliases = planAliases(
    live,
    pods.filter((pod) => askers.includes(pod)),
  );
  const alone = aliases.length > 0 ? [] : unaskedAliases(live);
  onProgress?.(`${plan.probes.length} names and connections, from ${pods.length} pods`);
  const asked = await runProbes(cluster, plan.probes, ask);
  onProgress?.(`${aliases.length} names of what is outside`);
  const found = await runProbes(cluster, aliases, ask);
  const outside = planOutside(
    live.model.reachability,
    found.flatMap(({ probe: { from, service }, answer }) =>
      answer?.addresses
        ? [{ from, name: `${service.namespace}/${service.name}`, addresses: answer.addresses }]
        : [],
    ),
  );
  const connected = await runProbes(cluster, outside.probes, ask);
  const balance = planBalance(live, placement);
  onProgress?.(`how the connections of ${balance.probes.length} clients are spread`);
  const spread = await runProbes(cluster, balance.probes, one);
  const ports = await runProbes(cluster, planPorts(live, placement), ask);
  const server = nameServerOf(live);
  const latency = server ? planLatency(live, askers, server) : [];
  onProgress?.('how fast names are answered');
  const timed = await runProbes(cluster, latency, one);
  const probed = [...asked, ...ports, ...spread, ...found, ...connected, ...timed];
  return [
    ...excuse(probed, await changesOf(cluster, live, before)),
    ...absent,
    ...alone,
    ...plan.skipped,
    ...outside.skipped,
    ...balance.skipped,
  ];
}

function unaskedAliases({ model }: Live): readonly Check[] {
  return model.services
    .filter(({ addressing }) => addressing === 'external-name')
    .map(({ namespace, name, externalName }) =>
      skip(
        {
          part: 'external',
          subject: `${namespace}/${name}`,
          predicted: `the addresses of ${externalName}`,
        },
        'no pod that is ready may ask the name server and connect to something outside',
      ),
    );
}

/** The pods that changed while they were asked; none where nobody can tell. */
async function changesOf(
  cluster: Cluster,
  live: Live,
  before: readonly ClusterObject[],
): Promise<readonly ChangedPod[]> {
  try {
    return changedPods(live, before, await cluster.list(PODS));
  } catch (error) {
    if (error instanceof ClusterError) return [];
    throw error;
  }
}

function planNames(live: Live, pods: Parameters<typeof planLookups>[1][]): Plan {
  const server = nameServerOf(live);
  const about = { part: 'dns' as const, subject: 'the name server', predicted: 'every record' };
  if (!server) {
    return {
      probes: [],
      skipped: [skip(about, 'the cluster has no Service kube-system/kube-dns')],
    };
  }
  const asker = pods.find((pod) => hearsNameServer(live, pod));
  const records = asker
    ? planRecords(live, asker, server)
    : { probes: [], skipped: [skip(about, 'policies let no pod that is ready ask it')] };
  return joinPlans([
    records,
    ...pods.map((pod) => planLookups(live, pod, server)),
    {
      probes: pods.flatMap((pod) => planResolver(live, pod, server.service.clusterIPs)),
      skipped: [],
    },
  ]);
}
