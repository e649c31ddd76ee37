import { describeUse, isRunning, readUse } from './up/use.ts';
import { isGone, remains } from './down/down.ts';
import { tryKubectl } from './kubectl.ts';
import { kubeconfigFile } from './paths.ts';
import { findProcess, processNames } from './process/pid-file.ts';

export interface Status {
  /** Whether there is anything of a lab on this machine. */
  readonly exists: boolean;
  /** In words: who started it, when, and whether it runs. */
  readonly summary: string;
  readonly kubeconfig: string;
  readonly processes: readonly { readonly name: string; readonly pid: number | undefined }[];
  /** Whether the API server says that it is ready. */
  readonly ready: boolean;
  /** Lines of kubectl: nodes, and pods that are not Ready. */
  readonly nodes: readonly string[];
  readonly podsNotReady: readonly string[];
}

/** Looks at the lab of this machine; changes nothing. */
export async function status(): Promise<Status> {
  const processes = processNames().map((name) => ({ name, pid: findProcess(name)?.pid }));
  const exists = !isGone();
  const base = { exists, summary: summarise(exists), kubeconfig: kubeconfigFile(), processes };
  const asked = isRunning() ? await ask('get', '--raw', '/readyz') : [];
  if (asked[0] !== 'ok') return { ...base, ready: false, nodes: [], podsNotReady: [] };
  const nodes = await ask(
    'get',
    'nodes',
    '--no-headers',
    '--label-columns=topology.kubernetes.io/zone',
  );
  const pods = await ask('get', 'pods', '--all-namespaces', '--no-headers');
  return { ...base, ready: true, nodes, podsNotReady: pods.filter((line) => !isFine(line)) };
}

/** The status as a person reads it. */
export function formatStatus(found: Status): string {
  if (!found.exists) return 'no lab on this machine\n';
  const ended = found.processes.filter(({ pid }) => pid === undefined).map(({ name }) => name);
  return [
    found.summary,
    `kubeconfig ${found.kubeconfig}`,
    `API server ${found.ready ? 'ready' : 'not ready'}`,
    ...found.nodes.map((line) => `node ${line}`),
    ...ended.map((name) => `ended ${name}`),
    ...found.podsNotReady.map((line) => `not ready ${line}`),
    '',
  ].join('\n');
}

function summarise(exists: boolean): string {
  if (!exists) return 'no lab on this machine';
  const use = readUse();
  if (use !== undefined) return describeUse(use);
  const { processes, mounts, namespaces, cgroups } = remains();
  const counts = { processes, mounts, namespaces, cgroups };
  const shown = Object.entries(counts).map(([what, found]) => `${found.length} ${what}`);
  return `remains of a lab: ${shown.join(', ')}`;
}

/** A line of `kubectl get pods -A`: namespace, name, ready/all, status. */
function isFine(line: string): boolean {
  const [, , ready, phase] = line.split(/\s+/);
  const [some, all] = ready?.split('/') ?? [];
  return phase === 'Completed' || (phase === 'Running' && some === all);
}

async function ask(...args: readonly string[]): Promise<readonly string[]> {
  const { code, stdout } = await tryKubectl(args, { deadline: 20_000 });
  return code === 0 ? stdout.split('\n').filter((line) => line !== '') : [];
}
