import { isFor, reachFactsFor } from '@fingerpost/discovery';
import type { Policy, Workload } from '@fingerpost/discovery';

import { isSameJson } from './same-json.ts';
import type { Side, Sides } from './sides.ts';

/** A workload that both sides have, by its places in their lists. */
export interface CommonWorkload {
  readonly before: number;
  readonly after: number;
  readonly workload: Workload;
}

/** A policy that is not the same on both sides. */
export interface ChangedPolicy {
  readonly before: Policy | undefined;
  readonly after: Policy | undefined;
}

/** Where connections can have changed at all. */
export interface ReachChanges {
  /** In the order of the new model. */
  readonly common: readonly CommonWorkload[];
  /** Places of workloads that only one side has. */
  readonly lost: readonly number[];
  readonly gained: readonly number[];
  readonly policies: readonly ChangedPolicy[];
  /** By the place in `common`: what goes out of it, and what comes into it, may have changed. */
  readonly out: readonly boolean[];
  readonly into: readonly boolean[];
}

/**
 * A connection of two workloads is the same as long as both look the same to policies, and no policy changed that is for
 * one of them: everything else need not be looked at.
 */
export function findReachChanges({ before, after }: Sides): ReachChanges {
  const policies = changedPolicies(before, after);
  const byNamespace = Map.groupBy(
    policies,
    (policy) => (policy.after ?? policy.before)?.stored.namespace ?? '',
  );
  const fewest = policies.flatMap((policy) => policy.after ?? []);
  const facts = reachFactsFor([...before.model.reachability.policies, ...fewest]);
  const [old, fresh] = [before, after].map(({ model }) => facts(model.workloads, model.store));
  const places = new Map(before.model.workloads.map(({ id }, place) => [id, place]));
  const common: CommonWorkload[] = [];
  const gained: number[] = [];
  const out: boolean[] = [];
  const into: boolean[] = [];
  for (const [place, workload] of after.model.workloads.entries()) {
    const at = places.get(workload.id);
    if (at === undefined) {
      gained.push(place);
      continue;
    }
    places.delete(workload.id);
    const oldWorkload = before.model.workloads[at] ?? workload;
    const isOther = old?.[at] !== fresh?.[place];
    const near = byNamespace.get(workload.namespace) ?? [];
    const isMeant = (direction: 'egress' | 'ingress'): boolean =>
      near.some(
        (policy) =>
          (policy.before?.[direction] && isFor(policy.before, oldWorkload)) ||
          (policy.after?.[direction] && isFor(policy.after, workload)),
      );
    common.push({ before: at, after: place, workload });
    out.push(isOther || isMeant('egress'));
    into.push(isOther || isMeant('ingress'));
  }
  return { common, lost: [...places.values()], gained, policies, out, into };
}

function changedPolicies(before: Side, after: Side): readonly ChangedPolicy[] {
  const old = policiesOf(before);
  const fresh = policiesOf(after);
  const all = new Set([...old.keys(), ...fresh.keys()]);
  return [...all].toSorted().flatMap((key): ChangedPolicy[] => {
    const [one, other] = [old.get(key), fresh.get(key)];
    if (one && other && isSame(one, other)) return [];
    return [{ before: one, after: other }];
  });
}

function policiesOf({ model }: Side): ReadonlyMap<string, Policy> {
  return new Map(
    model.reachability.policies.map((policy) => [
      `${policy.stored.namespace}/${policy.stored.name}`,
      policy,
    ]),
  );
}

function isSame(one: Policy, other: Policy): boolean {
  if (one.stored.resource === other.stored.resource) return true;
  return isSameJson(one.stored.object['spec'], other.stored.object['spec']);
}
