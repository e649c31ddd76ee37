import type { JsonObject } from 'kustomize-ts';

import { ARGO_NAMESPACE } from './namespace.ts';

/** A cluster that Argo CD may write to. */
export interface ArgoCluster {
  /** As the ApplicationSets call it. */
  readonly name: string;
  /** `https://10.200.0.1:6443`; no two clusters have the same. */
  readonly server: string;
  /** All in PEM. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/**
 * The Secret that `argocd cluster add` makes of a cluster (argo-cd v3.5, docs/operator-manual/declarative-setup.md,
 * Clusters), with a client certificate instead of a token.
 */
export function clusterSecret(cluster: ArgoCluster): JsonObject {
  const { name, server, authority, certificate, key } = cluster;
  const config = {
    tlsClientConfig: {
      caData: base64(authority),
      certData: base64(certificate),
      keyData: base64(key),
    },
  };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: `cluster-${name}`,
      namespace: ARGO_NAMESPACE,
      labels: { 'argocd.argoproj.io/secret-type': 'cluster' },
    },
    type: 'Opaque',
    stringData: { name, server, config: JSON.stringify(config) },
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
