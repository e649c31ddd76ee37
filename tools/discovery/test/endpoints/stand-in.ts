import { setTimeout } from 'node:timers/promises';
import type { EndpointWorld } from './endpoint-worlds.ts';
import type { LiveCluster, LiveObject } from './live-cluster.ts';

interface LivePod extends LiveObject {
  readonly spec: {
    readonly nodeName?: string;
    readonly hostNetwork?: boolean;
    readonly schedulingGates?: readonly object[];
    readonly affinity?: {
      readonly nodeAffinity?: {
        readonly requiredDuringSchedulingIgnoredDuringExecution?: {
          readonly nodeSelectorTerms: readonly {
            readonly matchFields?: readonly { readonly values: readonly string[] }[];
          }[];
        };
      };
    };
  };
  readonly status: {
    readonly phase?: string;
    readonly podIPs?: readonly { readonly ip: string }[];
  };
}

/** How long nothing may happen before everything is taken to be at rest, in milliseconds. */
const REST = 4000;
const POLL = 150;

let addresses = 0;

/**
 * Does the work of scheduler and kubelet in a namespace until no new pod comes: binds pods to nodes, gives them addresses,
 * phase and readiness, as their annotations say. The result goes from each address to its symbol, and from the names of
 * pods to what they are called in records.
 */
export async function runPods(
  cluster: LiveCluster,
  namespace: string,
  nodes: EndpointWorld['nodes'],
): Promise<ReadonlyMap<string, string>> {
  const symbols = new Map<string, string>();
  const counts = new Map<string, number>();
  const done = new Set<string>();
  const path = `/api/v1/namespaces/${namespace}/pods`;
  let quiet = 0;
  while (quiet < REST) {
    await setTimeout(POLL);
    quiet += POLL;
    const pods = await cluster.list<LivePod>(path);
    const replicaSets = new Map(
      (await cluster.list<LiveObject>(`/apis/apps/v1/namespaces/${namespace}/replicasets`)).map(
        ({ metadata }) => [metadata.name, metadata.ownerReferences?.[0]],
      ),
    );
    for (const pod of pods) {
      const { name, ownerReferences } = pod.metadata;
      if (done.has(name)) continue;
      done.add(name);
      quiet = 0;
      const direct = ownerReferences?.[0];
      const owner = (direct && replicaSets.get(direct.name)) ?? direct;
      const bound = daemonNode(pod);
      const ordinal =
        owner?.kind === 'DaemonSet'
          ? nodes.findIndex((node) => node.name === bound)
          : ordinalOf(name, owner, counts);
      const symbol =
        !owner || owner.kind === 'StatefulSet' ? name : `${owner.kind}/${owner.name}[${ordinal}]`;
      symbols.set(name, symbol);
      await runPod(cluster, `${path}/${name}`, pod, ordinal, nodes, symbol, symbols);
    }
  }
  return symbols;
}

function ordinalOf(
  name: string,
  owner: { readonly kind: string; readonly name: string } | undefined,
  counts: Map<string, number>,
): number {
  if (!owner || owner.kind === 'StatefulSet') return Number(/-(\d+)$/.exec(name)?.[1] ?? 0);
  const key = `${owner.kind}/${owner.name}`;
  const ordinal = counts.get(key) ?? 0;
  counts.set(key, ordinal + 1);
  return ordinal;
}

/** The node that the DaemonSet controller means a pod for. */
function daemonNode({ spec }: LivePod): string | undefined {
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required?.nodeSelectorTerms[0]?.matchFields?.[0]?.values[0];
}

async function runPod(
  cluster: LiveCluster,
  path: string,
  pod: LivePod,
  ordinal: number,
  nodes: EndpointWorld['nodes'],
  symbol: string,
  symbols: Map<string, string>,
): Promise<void> {
  if (pod.spec.schedulingGates?.length) return;
  const told = pod.metadata.annotations ?? {};
  const target = told['recorder/node'] ?? nodes[ordinal % nodes.length]?.name ?? '';
  const { name } = pod.metadata;
  await cluster.send('POST', `${path}/binding`, {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name },
    target: { apiVersion: 'v1', kind: 'Node', name: target },
  });
  const phase = told['recorder/phase'] ?? 'Running';
  const ready = told['recorder/ready'];
  const isReady =
    phase === 'Running' &&
    (ready === undefined || ready === 'true' || ready.split(',').includes(String(ordinal)));
  const families = told['recorder/families'] ?? 'IPv4,IPv6';
  addresses++;
  const own = [
    { family: 'IPv4', ip: `10.244.${addresses >> 8}.${addresses & 255}` },
    { family: 'IPv6', ip: `fd00:10:244::${addresses.toString(16)}` },
  ].filter(({ family }) => families.includes(family));
  for (const { ip } of own) symbols.set(ip, `pod(shop/${symbol})`);
  const host = [{ ip: `172.30.0.${10 + nodes.findIndex((node) => node.name === target)}` }];
  const podIPs =
    phase === 'Pending' ? [] : pod.spec.hostNetwork ? host : own.map(({ ip }) => ({ ip }));
  const all = await cluster.list<LivePod>(path.slice(0, path.lastIndexOf('/')));
  const current = all.find(({ metadata }) => metadata.name === name);
  await cluster.send('PUT', `${path}/status`, {
    ...current,
    apiVersion: 'v1',
    kind: 'Pod',
    status: {
      phase,
      conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }],
      ...(podIPs.length > 0 && { podIP: podIPs[0]?.ip, podIPs }),
      ...(pod.spec.hostNetwork && { hostIP: host[0]?.ip, hostIPs: host }),
    },
  });
}
