import process from 'node:process';

import { CONTEXT, kubeconfigFile } from '@fingerpost/lab';
import { openKubeCluster } from '@fingerpost/verify';
import type { Cluster } from '@fingerpost/verify';

/** The cluster of a context, else of the current one. The lab's context stands in a kubeconfig of its own. */
export function openCluster(context: string | undefined): Cluster {
  const lab = context === CONTEXT ? { KUBECONFIG: kubeconfigFile() } : {};
  return openKubeCluster({ context, environment: { ...process.env, ...lab } });
}
