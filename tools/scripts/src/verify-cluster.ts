import { setTimeout } from 'node:timers/promises';

import {
  disagrees,
  liveOf,
  predict,
  probeCluster,
  readLiveObjects,
  runFailovers,
  verifyObjects,
} from '@fingerpost/verify';
import type { Check, Cluster, Disturber, Live, Rendered } from '@fingerpost/verify';

/** What is done beside reading objects. */
export interface VerifyRun {
  readonly cluster: Cluster;
  readonly rendered: Rendered;
  readonly probe: boolean;
  readonly disruptive: boolean;
  /** Of the prober; undefined where nothing is probed. */
  readonly image: string | undefined;
  readonly disturber: Disturber;
  onProgress(text: string): void;
}

/** Milliseconds that controllers get to catch up with what has just changed. */
const SETTLE = 2000;

/** The names of one environment are those of another: what disagrees may be the cluster of somebody else. */
const NOT_DISTURBED: Check = {
  part: 'failover',
  subject: 'all Services',
  predicted: 'connections are lost for a short time only',
  real: 'not asked',
  verdict: 'skipped',
  reason:
    'Services, pods or EndpointSlices are not as predicted: see whether it is the cluster of this environment; nothing was deleted',
};

/** Holds what is rendered against a cluster: its objects always, the rest as far as it is asked for. Errors: ClusterError. */
export async function verifyCluster(run: VerifyRun): Promise<readonly Check[]> {
  const { cluster, rendered, probe, disruptive, image = '', disturber, onProgress } = run;
  const sleep = (milliseconds: number): Promise<void> => setTimeout(milliseconds);
  const read = async (): Promise<Live> => liveOf(predict(rendered, await readLiveObjects(cluster)));
  const found = await checkObjects(cluster, rendered);
  const checks = [...found];
  if (probe) {
    checks.push(...(await probeCluster(cluster, await read(), { image, sleep, onProgress })));
  }
  if (disruptive && found.some((check) => disagrees(check))) {
    checks.push(NOT_DISTURBED);
  } else if (disruptive) {
    const now = (): number => Date.now();
    const options = { image, disturber, reread: read, sleep, now, onProgress };
    checks.push(...(await runFailovers(cluster, options)));
  }
  return checks;
}

/**
 * Services, pods and EndpointSlices. Kinds are read one after the other, and controllers follow changes with some delay:
 * what disagrees is looked at a second time, and only what it says then counts.
 */
async function checkObjects(cluster: Cluster, rendered: Rendered): Promise<readonly Check[]> {
  const look = async (): Promise<readonly Check[]> => {
    const live = await readLiveObjects(cluster);
    return verifyObjects(predict(rendered, live), live);
  };
  const checks = await look();
  if (!checks.some((check) => disagrees(check))) return checks;
  await setTimeout(SETTLE);
  return look();
}
