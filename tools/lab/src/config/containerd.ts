import type { LabNode } from '../layout.ts';

/** Parts of containerd that nothing here uses, and of which some need what the machine has not. */
const DISABLED = [
  'io.containerd.snapshotter.v1.zfs',
  'io.containerd.snapshotter.v1.btrfs',
  'io.containerd.snapshotter.v1.devmapper',
  'io.containerd.snapshotter.v1.blockfile',
  'io.containerd.snapshotter.v1.erofs',
  'io.containerd.internal.v1.opt',
  'io.containerd.nri.v1.nri',
  'io.containerd.tracing.processor.v1.otlp',
];

const RUNTIME = "plugins.'io.containerd.cri.v1.runtime'";

/** The configuration of a node's containerd (version 3, containerd 2.x). Its namespaces and mounts stay below the folder. */
export function renderContainerd(
  folder: string,
  programs: { readonly runc: string; readonly cni: string },
  pauseImage: string,
): string {
  return `version = 3
root = '${folder}/containerd'
state = '${folder}/state'
disabled_plugins = [${DISABLED.map((name) => `'${name}'`).join(', ')}]
[grpc]
  address = '${folder}/containerd.sock'
[ttrpc]
  address = '${folder}/containerd.sock.ttrpc'
[${RUNTIME}]
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = '${pauseImage}'
[${RUNTIME}.cni]
  bin_dirs = ['${programs.cni}']
  conf_dir = '${folder}/cni'
[${RUNTIME}.containerd.runtimes.runc]
  runtime_type = 'io.containerd.runc.v2'
  [${RUNTIME}.containerd.runtimes.runc.options]
    BinaryName = '${programs.runc}'
    SystemdCgroup = false
    Root = '${folder}/runc'
`;
}

/** The network of a node's pods (CNI 1.0.0): a bridge in the node's namespace, no translation of addresses. */
export function renderNetwork(node: LabNode, folder: string): string {
  const network = {
    cniVersion: '1.0.0',
    name: 'lab',
    plugins: [
      {
        type: 'bridge',
        bridge: 'cni0',
        isGateway: true,
        ipMasq: false,
        hairpinMode: true,
        ipam: {
          type: 'host-local',
          dataDir: `${folder}/ipam`,
          ranges: [[{ subnet: node.podCIDR }]],
          routes: [{ dst: '0.0.0.0/0' }],
        },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  };
  return `${JSON.stringify(network, undefined, 1)}\n`;
}
