import { CLUSTER_DNS, CLUSTER_DOMAIN } from '../layout.ts';
import type { LabNode } from '../layout.ts';
import { nodeCgroup } from '../system/cgroups.ts';

export interface NodeFiles {
  /** The state of the node, gone with the lab. */
  readonly folder: string;
  readonly certificates: string;
  readonly resolvConf: string;
}

/** The configuration of a node's kubelet (kubelet.config.k8s.io/v1beta1). */
export function renderKubelet(node: LabNode, files: NodeFiles): string {
  const configuration = {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: node.address,
    healthzBindAddress: '127.0.0.1',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: `${files.certificates}/ca.crt` },
    },
    authorization: { mode: 'Webhook' },
    tlsCertFile: `${files.certificates}/${node.name}-serving.crt`,
    tlsPrivateKeyFile: `${files.certificates}/${node.name}-serving.key`,
    clusterDNS: [CLUSTER_DNS],
    clusterDomain: CLUSTER_DOMAIN,
    resolvConf: files.resolvConf,
    containerRuntimeEndpoint: `unix://${files.folder}/containerd.sock`,
    cgroupDriver: 'cgroupfs',
    // Several kubelets on one machine: each has a tree of its own.
    cgroupRoot: nodeCgroup(node.name),
    failCgroupV1: false,
    enforceNodeAllocatable: ['pods'],
    podLogsDir: `${files.folder}/podlogs`,
    volumePluginDir: `${files.folder}/volumeplugins`,
    // The disk and the memory are not the lab's alone: it evicts when the machine is nearly full, not before.
    evictionHard: {
      'memory.available': '100Mi',
      'nodefs.available': '1%',
      'imagefs.available': '1%',
      'nodefs.inodesFree': '1%',
    },
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    serializeImagePulls: false,
    registryPullQPS: 0,
    syncFrequency: '10s',
    nodeStatusUpdateFrequency: '4s',
    nodeLeaseDurationSeconds: 20,
    // To lower it takes a capability that root in a container has not.
    oomScoreAdj: 0,
  };
  return `${JSON.stringify(configuration, undefined, 1)}\n`;
}
