import { podsOf } from './reality.ts';
import type { Reality } from './reality.ts';

/** Asks whether a pod of the workload may be evicted, as `kubectl drain` does; it stays where it is. */
export async function askEviction(reality: Reality, id: string): Promise<string> {
  const pod = (await podsOf(reality, id)).find(({ ready }) => ready);
  if (!pod) throw new Error(`no pod of ${id} is ready`);
  const { namespace, name } = pod;
  const body = {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { namespace, name },
    deleteOptions: { dryRun: ['All'] },
  };
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
  const { code, stderr } = await reality.kubectl(
    ['create', `--raw=${path}`, '--filename=-'],
    JSON.stringify(body),
  );
  if (code === 0) return 'allowed';
  return /disruption budget/.test(stderr) ? 'refused' : stderr.trim();
}
