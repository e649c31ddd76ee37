import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { Programs } from '../build/programs.ts';
import { renderContainerd, renderNetwork } from '../config/containerd.ts';
import { PROXY_HEALTH, renderKubeProxy } from '../config/kube-proxy.ts';
import type { ProxyMode } from '../config/kube-proxy.ts';
import { renderKubelet } from '../config/kubelet.ts';
import { PAUSE_IMAGE } from '../image/images.ts';
import type { ImageFile } from '../image/images.ts';
import { tryKubectl } from '../kubectl.ts';
import type { LabNode } from '../layout.ts';
import { inLab } from '../paths.ts';
import { finish, run } from '../process/run.ts';
import { findOnPath, SEARCH_PATH } from '../process/search-path.ts';
import { assertRuns, start } from '../process/start.ts';
import { waitFor } from '../process/wait.ts';
import { makeNodeCgroup } from '../system/cgroups.ts';
import type { Hierarchy } from '../system/cgroups.ts';
import { CNI_FOLDER } from '../system/preflight.ts';

/** The state of a node: containers, images, volumes, logs of pods. */
export function nodeFolder(node: LabNode | string): string {
  return inLab('run', typeof node === 'string' ? node : node.name);
}

/** Writes what the programs of a node read, and makes its cgroup. */
export function prepareNode(
  node: LabNode,
  mode: ProxyMode,
  hierarchies: readonly Hierarchy[],
): void {
  const folder = nodeFolder(node);
  mkdirSync(path.join(folder, 'cni'), { recursive: true });
  mkdirSync(path.join(folder, 'ipam'), { recursive: true });
  const write = (file: string, text: string) => writeFileSync(path.join(folder, file), text);
  const programs = { runc: findOnPath('runc') ?? 'runc', cni: CNI_FOLDER };
  write('containerd.toml', renderContainerd(folder, programs, PAUSE_IMAGE));
  write('cni/10-lab.conflist', renderNetwork(node, folder));
  const files = { folder, certificates: inLab('pki'), resolvConf: inLab('config', 'resolv.conf') };
  write('kubelet.yaml', renderKubelet(node, files));
  write('kube-proxy.yaml', renderKubeProxy(node, mode, inLab('config', 'kube-proxy.kubeconfig')));
  makeNodeCgroup(hierarchies, node.name);
}

/** Starts a node's containerd and gives it the images. Needs no API server. */
export async function startContainers(
  node: LabNode,
  programs: Programs,
  images: readonly ImageFile[],
): Promise<void> {
  const name = `${node.name}-containerd`;
  start({
    name,
    command: path.join(programs.containerd, 'containerd'),
    namespace: node.namespace,
    args: ['--config', path.join(nodeFolder(node), 'containerd.toml')],
    // It looks its shim up there.
    environment: { PATH: `${programs.containerd}:${SEARCH_PATH}` },
  });
  await waitFor(`containerd of ${node.name} answers`, 60_000, async () => {
    assertRuns(name);
    if (!existsSync(path.join(nodeFolder(node), 'containerd.sock'))) return false;
    return (await finish(...ctr(node, programs, 'version'))).code === 0;
  });
  for (const { file } of images) {
    await run(...ctr(node, programs, 'images', 'import', '--no-unpack', file));
  }
}

/** Starts a node's kubelet and kube-proxy. */
export function startNode(node: LabNode, programs: Programs): void {
  const folder = nodeFolder(node);
  const { name, namespace } = node;
  start({
    name: `${name}-kubelet`,
    command: programs.hyper,
    namespace,
    args: [
      'kubelet',
      `--config=${path.join(folder, 'kubelet.yaml')}`,
      `--kubeconfig=${inLab('config', `${name}.kubeconfig`)}`,
      `--hostname-override=${name}`,
      `--node-ip=${node.address}`,
      `--root-dir=${path.join(folder, 'kubelet')}`,
      `--cert-dir=${path.join(folder, 'kubelet-pki')}`,
      `--node-labels=topology.kubernetes.io/zone=${node.zone}`,
    ],
  });
  start({
    name: `${name}-kube-proxy`,
    command: programs.hyper,
    namespace,
    args: ['kube-proxy', `--config=${path.join(folder, 'kube-proxy.yaml')}`],
  });
}

/** Waits until a node is Ready and its kube-proxy has written its rules. */
export async function awaitNode(node: LabNode): Promise<void> {
  const ready = '-o=jsonpath={.status.conditions[?(@.type=="Ready")].status}';
  await waitFor(
    `${node.name} is Ready`,
    120_000,
    async () => {
      assertRuns(`${node.name}-kubelet`);
      assertRuns(`${node.name}-kube-proxy`);
      const args = ['get', 'node', node.name, '--ignore-not-found', ready];
      return (await tryKubectl(args)).stdout === 'True';
    },
    250,
  );
  await waitFor(`kube-proxy of ${node.name} is healthy`, 60_000, async () => {
    const net = `--net=/run/netns/${node.namespace}`;
    const url = `http://${PROXY_HEALTH}/healthz`;
    const asked = await finish('nsenter', [net, '/bin/busybox', 'wget', '-q', '-O', '-', url]);
    return asked.code === 0;
  });
}

/** A call of ctr, containerd's own client, for the containers that kubelet made. */
export function ctr(
  node: LabNode | string,
  programs: { readonly containerd: string },
  ...args: readonly string[]
): readonly [string, readonly string[]] {
  const socket = path.join(nodeFolder(node), 'containerd.sock');
  return [
    path.join(programs.containerd, 'ctr'),
    ['--address', socket, '--namespace', 'k8s.io', ...args],
  ];
}
