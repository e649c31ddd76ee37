import { readFileSync } from 'node:fs';
import process from 'node:process';

import { findPrograms } from './build/programs.ts';
import { kubectl } from './kubectl.ts';
import { LabError } from './lab-error.ts';
import { CGROUP, CONTROL, labNodes, MOST_NODES } from './layout.ts';
import type { LabNode } from './layout.ts';
import { run } from './process/run.ts';
import { readStat } from './process/stat.ts';
import { configure } from './system/namespaces.ts';
import { ctr } from './up/node.ts';

/** Pulls the cable of a node: its pods run on, and nobody reaches them or hears of them. */
export async function cutNode(name: string): Promise<void> {
  await configure(CONTROL, [`link set ${findNode(name).cable} down`]);
}

/** Plugs the cable of a node in again. Does no harm to one that was never cut. */
export async function healNode(name: string): Promise<void> {
  await configure(CONTROL, [`link set ${findNode(name).cable} up`]);
}

/**
 * Kills the first process of a container with SIGKILL, as a crash or the kernel's out-of-memory killer would.
 * @param pod NAMESPACE/NAME
 * @returns the number of the killed process
 */
export async function killContainer(pod: string, container: string): Promise<number> {
  const [namespace, name] = pod.split('/');
  if (!namespace || !name) throw new LabError(`${pod}: a pod is named NAMESPACE/NAME`);
  const template = [
    '{.spec.nodeName}',
    `{.status.containerStatuses[?(@.name=="${container}")].containerID}`,
    `{.status.initContainerStatuses[?(@.name=="${container}")].containerID}`,
    `{.status.ephemeralContainerStatuses[?(@.name=="${container}")].containerID}`,
  ];
  const args = [
    'get',
    'pod',
    name,
    `--namespace=${namespace}`,
    `-o=jsonpath=${template.join('\n')}`,
  ];
  const [node = '', ...ids] = (await kubectl(args)).split('\n');
  const id = ids.find((text) => text !== '')?.replace('containerd://', '');
  if (id === undefined) throw new LabError(`${pod} has no container ${container} that was started`);
  const tasks = await run(...ctr(node, findPrograms(), 'tasks', 'list'));
  const pid = Number(
    tasks
      .split('\n')
      .find((line) => line.startsWith(id))
      ?.split(/\s+/)[1],
  );
  if (!isInLab(pid)) throw new LabError(`container ${container} of ${pod} does not run`);
  process.kill(pid, 'SIGKILL');
  return pid;
}

function findNode(name: string): LabNode {
  const node = labNodes(MOST_NODES).find((known) => known.name === name);
  if (node === undefined) throw new LabError(`the lab has no node ${name}: node-a, node-b, ...`);
  return node;
}

/** Only what runs in a cgroup of the lab may be killed, whatever containerd says. */
function isInLab(pid: number): boolean {
  if (!Number.isInteger(pid) || pid < 2 || readStat(pid) === undefined) return false;
  const cgroups = readFileSync(`/proc/${pid}/cgroup`, 'utf8').trimEnd().split('\n');
  return cgroups.some((line) => line.split(':').slice(2).join(':').startsWith(`/${CGROUP}/`));
}
