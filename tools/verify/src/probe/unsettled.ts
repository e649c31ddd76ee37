import { text } from '@fingerpost/apiserver';
import type { Check } from '../check.ts';
import type { ClusterObject } from '../cluster.ts';
import { addressesOfPod, isReadyPod, isTerminating } from '../objects/live-pod.ts';
import type { Live, LivePod } from './live.ts';

/** Pods that are no longer what they were when the questions were made: gone, not ready any more, or with another address. */
export function changedPods({ pods }: Live, now: readonly ClusterObject[]): LivePod[] {
  const known = new Map(
    now.map((pod) => [`${text(pod.metadata, 'namespace')}/${pod.metadata.name}`, pod]),
  );
  return pods.filter(({ namespace, name, addresses, ready }) => {
    const pod = known.get(`${namespace}/${name}`);
    if (!pod || isTerminating(pod) || isReadyPod(pod) !== ready) return true;
    return addressesOfPod(pod).join() !== addresses.join();
  });
}

/** Answers of a cluster that changed meanwhile: what disagrees may be the change, and decides nothing. */
export function excuse(checks: readonly Check[], changed: readonly LivePod[]): readonly Check[] {
  const [first] = changed;
  if (!first) return checks;
  const others = changed.length > 1 ? ` and ${changed.length - 1} more` : '';
  const why = `pod ${first.namespace}/${first.name}${others} changed meanwhile; run it again`;
  return checks.map((check): Check =>
    check.verdict === 'disagrees'
      ? {
          ...check,
          verdict: 'not-conclusive',
          reason: [check.reason, why].filter((part) => part !== undefined).join('; '),
        }
      : check,
  );
}
