import type { Direction } from '@fingerpost/discovery';
import type { AddressMatch, FilterRule } from './filter.ts';
import type { PodMatches } from './match-pods.ts';
import { isNamed, matchPorts } from './match-ports.ts';
import type { NetworkPod } from './pods.ts';
import type { BlockPeer, PodPeer, PolicyRule } from './policy.ts';

/** A rule of a policy in a namespace. */
export interface PlacedRule {
  readonly namespace: string;
  readonly direction: Direction;
  readonly rule: PolicyRule;
}

/**
 * What a rule of a policy allows to a pod that it isolates. Names of ports are looked up in the pod that is connected
 * to; addresses that are no pods have none.
 */
export function expandRule(
  { namespace, direction, rule }: PlacedRule,
  own: NetworkPod,
  matches: PodMatches,
): readonly FilterRule[] {
  const peers = rule.peers?.filter((peer): peer is PodPeer => 'podSelector' in peer);
  const blocks = (rule.peers ?? []).filter((peer): peer is BlockPeer => 'network' in peer);
  const pods = peers ? matches.peers(namespace, peers) : matches.all;
  const destination = direction === 'Ingress' ? own : undefined;
  return [
    ...(peers ? [] : allow(rule, undefined, destination)),
    ...(peers && destination ? allowPods(rule, pods, destination) : []),
    ...(destination ? [] : allowDestinations(peers ? rule : withNamesOnly(rule), pods)),
    ...blocks.flatMap(({ network, except }) => allow(rule, { in: [network], except }, destination)),
  ];
}

function allow(
  { ports, origin }: PolicyRule,
  addresses: AddressMatch | undefined,
  destination: NetworkPod | undefined,
): readonly FilterRule[] {
  const matched = matchPorts(ports, destination?.ports ?? []) ?? [undefined];
  return matched.map((match) => ({ addresses, ports: match, origin }));
}

/** No pods are nobody, not everybody. */
function allowPods(
  rule: PolicyRule,
  pods: readonly NetworkPod[],
  destination: NetworkPod | undefined,
): readonly FilterRule[] {
  const addresses = pods.flatMap((pod) => pod.addresses);
  return addresses.length === 0 ? [] : allow(rule, { in: addresses, except: [] }, destination);
}

/** Pods at which a rule means the same ports are one group. */
function allowDestinations(rule: PolicyRule, pods: readonly NetworkPod[]): readonly FilterRule[] {
  if (!rule.ports?.some(isNamed)) return allowPods(rule, pods, undefined);
  const groups = Map.groupBy(pods, (pod) => JSON.stringify(matchPorts(rule.ports, pod.ports)));
  return [...groups.values()].flatMap((group) => allowPods(rule, group, group[0]));
}

/** The rest of a rule for everybody: its numbers are allowed at every address already, whether a pod has it or not. */
function withNamesOnly(rule: PolicyRule): PolicyRule {
  return { ...rule, ports: rule.ports?.filter(isNamed) ?? [] };
}
