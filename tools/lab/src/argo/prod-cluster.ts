import { LabError } from '../lab-error.ts';
import { emptyCluster } from '../up/empty-cluster.ts';

/**
 * The cluster that Argo CD knows as prod. Without controllers and nodes it is enough to see what Argo CD would do there, and
 * that nothing is done.
 */
export const PROD = emptyCluster({
  name: 'prod-apiserver',
  port: 6445,
  etcd: 'prod-etcd',
  etcdPort: 2399,
});

/** Runs kubectl as the administrator of prod and returns what it prints; fails if it does. */
export async function prodKubectl(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await PROD.tryKubectl(args);
  if (code !== 0) throw new LabError(`kubectl ${args.join(' ')} in prod: ${stderr.trim()}`);
  return stdout;
}
