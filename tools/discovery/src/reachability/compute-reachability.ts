import type { NotModelled } from '../not-modelled.ts';
import type { Store } from '../store/store.ts';
import type { Workload } from '../workloads/workload.ts';
import { makeClassMatrix } from './class-matrix.ts';
import { groupPods } from './pod-classes.ts';
import { readPolicies } from './read-policies.ts';
import { listRows } from './rows.ts';
import type { ReachabilityRow } from './rows.ts';

/** Who may talk to whom under the NetworkPolicies. */
export interface Reachability {
  /** Every pair that has a connection, in an order that the input alone decides. Made while they are read. */
  rows(): Generator<ReachabilityRow, void>;
  readonly notModelled: readonly NotModelled[];
}

/**
 * Evaluates all NetworkPolicies: who may talk to whom on which ports of the pods, and with which addresses outside.
 * Source of the rules: `NetworkPolicySpec` of k8s.io/api/networking/v1, KEP-2079 for `endPort`.
 */
export function computeReachability(workloads: readonly Workload[], store: Store): Reachability {
  const { policies, notModelled } = readPolicies(store);
  const classes = groupPods(workloads, policies);
  const matrix = makeClassMatrix(classes.classes, policies, store);
  return { rows: () => listRows(workloads, classes, matrix), notModelled };
}
