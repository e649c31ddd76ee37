import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeConfig } from '@kubernetes/client-node';
import { applyFilter, findNetworkNamespace } from './nft/apply-filter.ts';
import { printFilter } from './nft/print-filter.ts';
import { makeFilter } from './rules/make-filter.ts';
import type { ClusterObjects } from './rules/make-filter.ts';
import { writeStatus } from './status/status-file.ts';
import { makeStatus } from './status/status.ts';
import { startMirror } from './watch/mirror.ts';

export interface EnforceOptions {
  readonly config: KubeConfig;
  /** Names of the network namespaces of the nodes. */
  readonly nodes: readonly string[];
  /** The networks of the pods; see `makeFilter`. */
  readonly podNetworks: readonly string[];
  /** Where to write what is in force. */
  readonly statusFile: string | undefined;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Changes that come together are applied together. */
const GATHER_MS = 30;
/** How often it is tried again, and looked whether a namespace was made anew. */
const TICK_MS = 1000;

/**
 * Keeps the rules of the nodes equal to what the NetworkPolicies of the cluster mean, until the signal says stop. Rules
 * are only ever replaced, never removed: while the API server is away, and after the end, the last ones stay in force.
 */
export async function enforce(options: EnforceOptions): Promise<void> {
  const { config, print, signal } = options;
  let changed = Promise.withResolvers<void>();
  const follow = (path: string) =>
    startMirror({ config, path, signal, onChange: () => changed.resolve(), onTrouble: print });
  const mirrors = {
    namespaces: follow('/api/v1/namespaces'),
    pods: follow('/api/v1/pods'),
    policies: follow('/apis/networking.k8s.io/v1/networkpolicies'),
  };
  const current = (): ClusterObjects | undefined => {
    const [namespaces, pods, policies] = [
      mirrors.namespaces.objects(),
      mirrors.pods.objects(),
      mirrors.policies.objects(),
    ];
    return namespaces && pods && policies && { namespaces, pods, policies };
  };
  const pause = (ms: number): Promise<void> =>
    sleep(ms, undefined, { signal }).catch(() => undefined);
  const application = makeApplication(options);
  while (!signal.aborted) {
    await Promise.race([changed.promise, pause(TICK_MS)]);
    changed = Promise.withResolvers();
    await pause(GATHER_MS);
    const objects = current();
    if (objects) await application(objects);
  }
}

/** Brings objects into force where they are not yet. What fails is said once, and tried again at the next call. */
function makeApplication({
  nodes,
  podNetworks,
  statusFile,
  print,
}: EnforceOptions): (objects: ClusterObjects) => Promise<void> {
  const applied = new Map<string, string>();
  let lastStatus = '';
  let lastTrouble = '';
  const applyTo = async (node: string, rules: string): Promise<boolean> => {
    const namespace = await findNetworkNamespace(node);
    const key = `${namespace.id} ${rules}`;
    if (applied.get(node) === key) return false;
    await applyFilter(namespace, rules);
    applied.set(node, key);
    return true;
  };
  const apply = async (objects: ClusterObjects): Promise<void> => {
    const start = performance.now();
    const rules = printFilter(makeFilter(objects, podNetworks));
    const changes = await Promise.all(nodes.map((node) => applyTo(node, rules)));
    const now = new Date();
    const status = makeStatus(objects, now);
    const { since: _, ...content } = status;
    if (JSON.stringify(content) !== lastStatus && statusFile !== undefined) {
      await writeStatus(statusFile, status);
    }
    lastStatus = JSON.stringify(content);
    lastTrouble = '';
    const where = nodes.filter((_node, index) => changes[index]).join(', ');
    if (where === '') return;
    const counts = `${objects.policies.length} policies, ${Object.keys(status.pods).length} pods`;
    const took = Math.round(performance.now() - start);
    print(
      `${now.toISOString()} in force in ${where}: ${counts}, ${rules.length} bytes, ${took} ms`,
    );
  };
  return async (objects) => {
    try {
      await apply(objects);
    } catch (error) {
      const trouble = `the last rules stay: ${error instanceof Error ? error.message : String(error)}`;
      if (trouble !== lastTrouble) print(trouble);
      lastTrouble = trouble;
    }
  };
}
