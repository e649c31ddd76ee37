import { haveCommon, portsAt } from '@fingerpost/discovery';
import type { Connections, PodPeer, Workload } from '@fingerpost/discovery';
import { describeSelector } from '../../facts/describe-selector.ts';
import { listNames } from '../../facts/list-names.ts';
import { namePolicy, podPeers, policyFacts, writtenRules } from '../../facts/policies.ts';
import type { WrittenRule } from '../../facts/policies.ts';
import { destinationsOf, servicePortMistake } from '../../facts/rule-destinations.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

/** Pairs that are looked at for one peer. */
const MAX_PAIRS = 200;

export const oneSided: Rule = {
  id: 'policy/one-sided',
  severity: 'error',
  scope: 'environment',
  title: 'Only one side of a connection is allowed',
  why: 'A connection needs the egress of the one pod and the ingress of the other. Where a policy isolates the other side and does not allow it, the rule has no effect: connections time out.',
  fix: 'allow the same on the other side, in a policy of the pods there, or remove the rule',
  silent:
    'Where the rule means whole namespaces or addresses; where any of the pods that it names lets it through; for a peer with more than 200 pairs of workloads that all are refused.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  check: findOneSided,
};

function* findOneSided(input: RuleInput): Generator<Problem> {
  for (const policy of input.shared(policyFacts).policies) {
    for (const written of writtenRules(policy)) {
      for (const peer of podPeers(written)) {
        if ((peer.podSelector?.length ?? 0) === 0) continue;
        const problem = checkPeer(written, peer, input);
        if (problem) yield problem;
      }
    }
  }
}

function checkPeer(written: WrittenRule, peer: PodPeer, input: RuleInput): Problem | undefined {
  const { policy, direction, rule } = written;
  const facts = input.shared(policyFacts);
  const own = facts.selected(policy);
  const others = facts.meant(policy, peer);
  const destinations = destinationsOf(written, input, [peer]);
  const isOtherMistake = rule.ports?.every((port) => servicePortMistake(port, destinations, input));
  if (rule.ports && isOtherMistake) return undefined;
  const { reachability } = input.model;
  let refused: readonly [Workload, Workload] | undefined;
  let pairs = 0;
  for (const one of own) {
    for (const other of others) {
      const [from, to] = direction === 'Egress' ? [one, other] : [other, one];
      const wanted = rule.ports?.map((port) => portsAt(port, to)).filter((set) => set.length > 0);
      // A name that the pods do not have is another mistake.
      if (wanted?.length === 0) continue;
      pairs += 1;
      if (pairs > MAX_PAIRS) return undefined;
      if (isThrough(wanted, reachability.allowedBetween(from, to))) return undefined;
      refused ??= [one, other];
    }
  }
  return refused && describe(written, peer, refused, others, input);
}

function isThrough(wanted: readonly Connections[] | undefined, allowed: Connections): boolean {
  return wanted ? wanted.some((set) => haveCommon(set, allowed)) : allowed.length > 0;
}

function describe(
  { policy, direction }: WrittenRule,
  peer: PodPeer,
  [own, other]: readonly [Workload, Workload],
  others: readonly Workload[],
  { model, isChecked }: RuleInput,
): Problem {
  const side = direction === 'Egress' ? 'Ingress' : 'Egress';
  const blocking = model.reachability.isolating(other, side).map(({ stored }) => stored);
  const [verb, allows] = direction === 'Egress' ? ['to', 'lets it in'] : ['from', 'lets it out'];
  return {
    on: policy.stored,
    field: peer.field,
    message: `${namePolicy(policy.stored)} allows connections ${verb} pods with ${describeSelector(peer.podSelector)}, and no policy of ${listNames(others.map(({ id }) => id))} ${allows}: connections between ${own.id} and ${other.id} time out`,
    related: blocking
      .filter(isChecked)
      .slice(0, 3)
      .map((stored) => ({
        on: stored,
        field: `spec.${side.toLowerCase()}`,
        message: `isolates the ${side.toLowerCase()} of ${other.id}, and does not allow it`,
      })),
  };
}
