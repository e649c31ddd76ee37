import type { NotModelled } from '../not-modelled.ts';
import type { Store } from '../store/store.ts';
import type { Workload } from '../workloads/workload.ts';
import { makeClassMatrix } from './class-matrix.ts';
import { allows, noConnections } from './connections.ts';
import type { Connections, Protocol } from './connections.ts';
import { explainPair } from './explain-pair.ts';
import type { Explanation } from './explanation.ts';
import { unite } from './intervals.ts';
import { limitsOf } from './limits.ts';
import { makePairRules } from './pair.ts';
import type { Party } from './party.ts';
import { groupPods } from './pod-classes.ts';
import type { Direction, Policy } from './policy.ts';
import { readPolicies } from './read-policies.ts';
import { makeReachTable } from './reach-table.ts';
import type { ReachTable } from './reach-table.ts';
import { listRows } from './rows.ts';
import type { ReachabilityRow } from './rows.ts';
import { endsOf, pairsOf } from './variants.ts';

/** Who may talk to whom under the NetworkPolicies. */
export interface Reachability {
  /** As they are written, those that select nothing included. */
  readonly policies: readonly Policy[];
  /** The policies that isolate one end: what none of them allows is refused. Without any everything is allowed. */
  isolating(party: Party | Workload, direction: Direction): readonly Policy[];
  /** Every pair that has a connection, in an order that the input alone decides. Made while they are read. */
  rows(): Generator<ReachabilityRow, void>;
  /** The same by the places of workloads in their list: for who needs only some rows. */
  table(): ReachTable;
  /**
   * The connections from one to another, workloads, pods or addresses outside: what any pod of a workload is allowed,
   * and what is allowed for all of the addresses.
   */
  allowedBetween(from: Party | Workload, to: Party | Workload): Connections;
  /** Why a connection is allowed or not. */
  explain(
    from: Party | Workload,
    to: Party | Workload,
    protocol: Protocol,
    port: number,
  ): Explanation;
  readonly notModelled: readonly NotModelled[];
}

/**
 * Evaluates all NetworkPolicies: who may talk to whom on which ports of the pods, and with which addresses outside.
 * Source of the rules: `NetworkPolicySpec` of k8s.io/api/networking/v1, KEP-2079 for `endPort`.
 *
 * Pods of the host network are neither isolated nor found by selectors, as in most clusters, and each is said.
 */
export function computeReachability(workloads: readonly Workload[], store: Store): Reachability {
  const { policies, notModelled } = readPolicies(store);
  const rules = makePairRules(policies, store);
  const table = (): ReachTable => {
    const classes = groupPods(workloads, policies);
    return makeReachTable(classes, makeClassMatrix(classes.classes, policies, store));
  };
  return {
    policies,
    isolating: (party, direction) => rules.isolating(endsOf(party)[0], direction),
    rows: () => listRows(workloads, table()),
    table,
    allowedBetween: (from, to) => {
      let sum = noConnections;
      for (const [source, destination] of pairsOf(endsOf(from), endsOf(to))) {
        sum = unite(sum, rules.between(source, destination));
      }
      return sum;
    },
    explain: (from, to, protocol, port) => {
      const pairs = pairsOf(endsOf(from), endsOf(to));
      const pair = pairs.find((one) => allows(rules.between(...one), protocol, port)) ?? pairs[0];
      const [first, ...others] = rules.pieces(...pair);
      const explainPiece = ([source, destination]: readonly [Party, Party]): Explanation =>
        explainPair({ from: source, to: destination, protocol, port }, rules, store);
      let explanation = explainPiece(first);
      // Of addresses that rules tell apart, the first that is not allowed.
      for (const piece of others) {
        if (!explanation.allowed) break;
        explanation = explainPiece(piece);
      }
      return explanation;
    },
    notModelled: [...notModelled, ...limitsOf(workloads, policies)],
  };
}
