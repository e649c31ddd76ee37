import process from 'node:process';

import { CONTEXT, cutNode, healNode, killContainer, LabError } from '@fingerpost/lab';
import { ClusterError } from '@fingerpost/verify';
import type { Cluster, Disturber } from '@fingerpost/verify';

import { healAtSignals } from './heal-at-signals.ts';

/** What can be broken from beside a cluster: in the lab containers and nodes, elsewhere nothing. */
export function disturberOf({ context }: Pick<Cluster, 'context'>): Disturber {
  if (context !== CONTEXT) return {};
  return {
    killContainer: ({ namespace, name }, container) =>
      tried(() => killContainer(`${namespace}/${name}`, container)),
    ...healAtSignals(
      {
        cutNode: (node) => tried(() => cutNode(node)),
        healNode: (node) => tried(() => healNode(node)),
      },
      process,
    ),
  };
}

/** What the lab cannot do is a failover that could not be tried. */
async function tried(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    throw new ClusterError('server', error.message, { cause: error });
  }
}
