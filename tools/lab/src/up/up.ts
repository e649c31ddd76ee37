import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { areCollected, collectDefinitions } from '../build/definitions.ts';
import { buildPrograms, findPrograms, isBuilt } from '../build/programs.ts';
import { renderKubeconfig } from '../config/kubeconfig.ts';
import type { ProxyMode } from '../config/kube-proxy.ts';
import { down, isGone } from '../down/down.ts';
import { assertLabFolder } from '../down/lab-folder.ts';
import { makeImages } from '../image/images.ts';
import { LabError } from '../lab-error.ts';
import { API_SERVER, labNodes, MOST_NODES } from '../layout.ts';
import type { LabNode } from '../layout.ts';
import { inLab, kubeconfigFile, labFolder } from '../paths.ts';
import { issueCertificates, makeTokenKey } from '../pki/authority.ts';
import { clusterIdentities } from '../pki/identities.ts';
import { parseHierarchies } from '../system/cgroups.ts';
import { saveKernelSettings } from '../system/kernel-settings.ts';
import { readMountinfo } from '../system/mounts.ts';
import { assertReady } from '../system/preflight.ts';
import {
  applyContents,
  applyDefinitions,
  awaitCoreDns,
  awaitServiceAccounts,
} from './cluster-contents.ts';
import { awaitApiServer, startApiServer, startControllers } from './control-plane.ts';
import { awaitPolicies, startEnforcer } from './enforcer.ts';
import { openLoopback } from './loopback.ts';
import { makeNetwork } from './network.ts';
import { awaitNode, prepareNode, startContainers, startNode } from './node.ts';
import { EMPTY_OUTSIDE, serveOutside, writeResolvConf } from './outside.ts';
import { describeUse, isRunning, readUse, takeLab } from './use.ts';

export interface UpOptions {
  /** How many; 0 is a control plane alone. */
  readonly nodes: number;
  readonly proxy: ProxyMode;
  /** Takes one line of progress. */
  readonly say: (line: string) => void;
}

/** The address that `kubernetes.default` gets: the first of the range of Services. */
const KUBERNETES_SERVICE = '10.43.0.1';

/**
 * Makes the lab: from nothing to a cluster whose DNS answers. Fails with one line that says what to do; what was made until
 * then stays, with its logs, until `down`.
 */
export async function up({ nodes: count, proxy, say }: UpOptions): Promise<void> {
  const begun = performance.now();
  const done = (what: string) =>
    say(`${((performance.now() - begun) / 1000).toFixed(1)} s  ${what}`);
  if (!Number.isInteger(count) || count < 0 || count > MOST_NODES) {
    throw new LabError(`--nodes: a lab has 0 to ${MOST_NODES} nodes, not ${count}`);
  }
  assertReady(!isBuilt() || !areCollected());
  assertLabFolder(labFolder());
  await buildPrograms([], (line) => {
    if (!line.endsWith('built before')) say(line);
  });
  await collectDefinitions();
  const programs = findPrograms();
  const images = await makeImages(programs);

  if (!isGone() && !isRunning()) {
    say(`${describeUse(readUse())}: removed first`);
    await down({ say });
  }
  takeLab();
  const nodes = labNodes(count);
  for (const folder of ['config', 'logs', 'run']) mkdirSync(inLab(folder), { recursive: true });
  mkdirSync(inLab('pki'), { recursive: true, mode: 0o700 });
  saveKernelSettings();
  makeTokenKey(inLab('pki'));
  writeResolvConf();
  await Promise.all([
    issueCertificates(inLab('pki'), clusterIdentities(nodes, KUBERNETES_SERVICE)),
    makeNetwork(nodes),
  ]);
  writeKubeconfigs(nodes);
  done('network and certificates');

  startApiServer(programs);
  const hierarchies = parseHierarchies(readMountinfo());
  for (const node of nodes) prepareNode(node, proxy, hierarchies);
  const containers = Promise.all(nodes.map((node) => startContainers(node, programs, images)));
  // Awaited below; a failure before that must not end the process without a word.
  containers.catch(() => {});
  const port = await openLoopback();
  writeFileSync(kubeconfigFile(), accessOf('admin', `https://127.0.0.1:${port}`), { mode: 0o600 });
  await awaitApiServer(port);
  done('API server');

  startControllers(programs);
  await Promise.all([containers, serveOutside(EMPTY_OUTSIDE)]);
  for (const node of nodes) startNode(node, programs);
  startEnforcer(nodes);
  await Promise.all([applyDefinitions(), applyContents()]);
  await awaitServiceAccounts();
  done('controllers, scheduler and definitions');
  if (nodes.length === 0) return;

  await Promise.all(nodes.map((node) => awaitNode(node)));
  done(`${nodes.map(({ name }) => name).join(', ')} Ready`);
  await Promise.all([awaitCoreDns(), awaitPolicies()]);
  done(`CoreDNS; kubeconfig ${kubeconfigFile()}`);
}

/** One for each identity, for programs in the lab's namespaces. */
function writeKubeconfigs(nodes: readonly LabNode[]): void {
  const users = ['admin', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'];
  for (const user of [...users, ...nodes.map(({ name }) => name)]) {
    const file = inLab('config', `${user}.kubeconfig`);
    writeFileSync(file, accessOf(user, API_SERVER), { mode: 0o600 });
  }
}

function accessOf(user: string, server: string): string {
  const pem = (file: string) => readFileSync(path.join(inLab('pki'), file), 'utf8');
  return renderKubeconfig({
    server,
    user,
    authority: pem('ca.crt'),
    certificate: pem(`${user}.crt`),
    key: pem(`${user}.key`),
  });
}
