import { selects } from '../labels/selector.ts';
import type { Store } from '../store/store.ts';
import type { Workload } from '../workloads/workload.ts';
import { labelsAmong, portsAmong, wordsOf } from './pod-classes.ts';
import type { PolicyWords } from './pod-classes.ts';
import type { Policy } from './policy.ts';
import { variantsOf } from './variants.ts';

/** What policies see of each workload, as text. */
export type ReachFacts = (workloads: readonly Workload[], store: Store) => readonly string[];

/** None of these policies tells workloads apart that have the same facts, whichever models they are of. */
export function reachFactsFor(policies: readonly Policy[]): ReachFacts {
  const words = wordsOf(policies);
  return (workloads, store) => factsOf(workloads, store, words);
}

function factsOf(
  workloads: readonly Workload[],
  store: Store,
  { keys, names, namespaceKeys }: PolicyWords,
): readonly string[] {
  const namespaces = new Map(
    store.namespaces.map((name) => [name, labelsAmong(store.namespaceLabels(name), namespaceKeys)]),
  );
  return workloads.map((workload) => {
    const pods = variantsOf(workload).map((pod) =>
      JSON.stringify([pod.hostNetwork, labelsAmong(pod.labels, keys), portsAmong(pod, names)]),
    );
    const { namespace } = workload;
    return JSON.stringify([namespace, namespaces.get(namespace), [...new Set(pods)].toSorted()]);
  });
}

/** Whether a policy is for pods of a workload. */
export function isFor({ stored, podSelector }: Policy, workload: Workload): boolean {
  return (
    stored.namespace === workload.namespace &&
    variantsOf(workload).some(
      ({ labels, hostNetwork }) => !hostNetwork && selects(podSelector, labels),
    )
  );
}
