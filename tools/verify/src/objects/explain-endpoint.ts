import { object, text, textMap } from '@fingerpost/apiserver';
import type { StoredObject } from '@fingerpost/discovery';

import type { Check } from '../check.ts';
import type { EndpointRow } from './endpoint-rows.ts';
import type { LiveObjects } from './live-objects.ts';
import { addressesOfPod, hasEnded, isTerminating } from './live-pod.ts';
import type { Prediction } from './predict.ts';

export type Explained = Required<Pick<Check, 'reason' | 'verdict'>>;

/** Why an endpoint that is predicted is not in the cluster. */
export function explainMissing(
  { address, symbol }: EndpointRow,
  { namespace, name }: StoredObject,
  { pods }: Prediction,
  { services }: LiveObjects,
): Explained {
  const disagrees = (reason: string): Explained => ({ verdict: 'disagrees', reason });
  const service = services.find(
    ({ metadata }) => metadata.name === name && text(metadata, 'namespace') === namespace,
  );
  const id = /^pod\((.*)\)$/.exec(symbol ?? address)?.[1];
  if (id === undefined) {
    return disagrees(
      'the EndpointSlice that is written by hand is not in the cluster, or was changed there; Argo CD passes EndpointSlices over unless resource.exclusions of argocd-cm says otherwise',
    );
  }
  const pod = pods.real.get(id);
  // That it is missing is said of the pods of its workload; within the bounds of an autoscaler nothing is wrong.
  if (!pod) return { verdict: 'skipped', reason: 'the cluster has no such pod' };
  const labels = new Map(textMap(pod.metadata, 'labels'));
  const selector = textMap(object(service, 'spec'), 'selector');
  const [key, value] = selector.find(([label, wanted]) => labels.get(label) !== wanted) ?? [];
  if (key !== undefined) {
    return disagrees(
      `in the cluster the Service selects ${key}=${value ?? ''}, and pod ${pod.metadata.name} has ${labels.has(key) ? `${key}=${labels.get(key) ?? ''}` : 'no such label'}`,
    );
  }
  return disagrees(
    `pod ${pod.metadata.name} is selected, but no EndpointSlice has it; see whether kube-controller-manager is well`,
  );
}

/** Why an endpoint is in the cluster that is not predicted. */
export function explainUnexpected(
  { address, facts }: EndpointRow,
  { model, pods }: Prediction,
  live: LiveObjects,
): Explained {
  if (facts['terminating'] === 'yes') {
    const reason = 'its pod is being deleted; ask again when that is done';
    return { verdict: 'not-conclusive', reason };
  }
  const disagrees = (reason: string): Explained => ({ verdict: 'disagrees', reason });
  const pod = live.pods.find(
    (candidate) => addressesOfPod(candidate).includes(address) && !hasEnded(candidate),
  );
  if (!pod) return disagrees('no pod has this address: somebody wrote it into an EndpointSlice');
  const { name } = pod.metadata;
  const owner = pods.owners.get(text(pod.metadata, 'uid')) ?? '';
  if (isTerminating(pod)) {
    return { verdict: 'not-conclusive', reason: `pod ${name} is being deleted; ask again later` };
  }
  if ([...pods.real.values()].includes(pod)) {
    return disagrees(`it is pod ${name} of ${owner}, which should not be behind the Service so`);
  }
  if (model.workloads.some(({ id }) => id === owner)) {
    return disagrees(`it is pod ${name}, one more than ${owner} should have`);
  }
  return disagrees(
    `it is pod ${name} of ${owner}, which nothing rendered makes and which has the labels that the Service selects`,
  );
}
