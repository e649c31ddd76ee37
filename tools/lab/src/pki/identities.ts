import { CLUSTER_DOMAIN, CONTROL_ADDRESS } from '../layout.ts';
import type { LabNode } from '../layout.ts';
import type { Identity } from './authority.ts';

const SERVICE = `kubernetes.default.svc.${CLUSTER_DOMAIN}`;

/** Everybody who needs a certificate in a cluster with these nodes. */
export function clusterIdentities(
  nodes: readonly LabNode[],
  serviceAddress: string,
): readonly Identity[] {
  return [
    {
      file: 'apiserver',
      name: 'kube-apiserver',
      names: [
        ...['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc', SERVICE].map(
          (name) => `DNS:${name}`,
        ),
        ...['127.0.0.1', serviceAddress, CONTROL_ADDRESS].map((address) => `IP:${address}`),
      ],
    },
    {
      file: 'apiserver-kubelet-client',
      name: 'kube-apiserver-kubelet-client',
      group: 'system:masters',
    },
    { file: 'front-proxy-client', name: 'front-proxy-client' },
    { file: 'admin', name: 'admin', group: 'system:masters' },
    ...['kube-controller-manager', 'kube-scheduler', 'kube-proxy'].map((name) => ({
      file: name,
      name: `system:${name}`,
    })),
    ...nodes.flatMap(({ name, address }) => [
      { file: name, name: `system:node:${name}`, group: 'system:nodes' },
      {
        file: `${name}-serving`,
        name: `system:node:${name}`,
        group: 'system:nodes',
        names: [`DNS:${name}`, 'IP:127.0.0.1', `IP:${address}`],
      },
    ]),
  ];
}
