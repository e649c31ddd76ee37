import { singleConnection } from '@fingerpost/discovery';
import type { PodPeer, RulePort, Service, ServicePort, Workload } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';
import { listening } from './listening.ts';
import { podPeers, policyFacts } from './policies.ts';
import type { WrittenRule } from './policies.ts';

/** The workloads whose ports a rule means: its own pods, or those that it lets them reach. */
export function destinationsOf(
  written: WrittenRule,
  input: RuleInput,
  peers: readonly PodPeer[] = podPeers(written),
): readonly Workload[] {
  const facts = input.shared(policyFacts);
  if (written.direction === 'Ingress') return facts.selected(written.policy);
  const [first, ...others] = peers.map((peer) => facts.meant(written.policy, peer));
  // The same list for the same peer, so that what is known of it is found again.
  return others.length === 0 ? (first ?? []) : [...(first ?? []), ...others.flat()];
}

/** A port of a rule that is the port of a Service, and what the Service sends it to. */
export interface ServicePortMistake {
  readonly protocol: string;
  readonly number: number;
  readonly service: Service;
  readonly port: ServicePort;
  readonly target: number;
}

/** Undefined where a destination listens on the port, or no Service has it. */
export function servicePortMistake(
  { name, connections }: RulePort,
  destinations: readonly Workload[],
  input: RuleInput,
): ServicePortMistake | undefined {
  const single = name === undefined ? singleConnection(connections) : undefined;
  if (!single) return undefined;
  const { protocol, port: number } = single;
  const { listens, translated } = input.shared(listening);
  if (destinations.some((workload) => listens(workload, protocol, number))) return undefined;
  for (const workload of destinations) {
    const found = translated(workload, protocol, number);
    if (found) return { protocol, number, ...found };
  }
  return undefined;
}
