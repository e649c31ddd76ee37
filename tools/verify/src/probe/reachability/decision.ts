import { allows, parseAddresses } from '@fingerpost/discovery';
import type { Party, Pod, Protocol } from '@fingerpost/discovery';
import { addressOf } from '../fill-in.ts';
import type { Live } from '../live.ts';

/**
 * What policies say of a connection from one pod to another. `unsaid`: only an `ipBlock` that holds the address of a pod
 * would allow it, which some network plugins take to mean pods and others do not
 * (https://kubernetes.io/docs/concepts/services-networking/network-policies/).
 */
export type Decision = 'allowed' | 'denied' | 'unsaid';

/** Decides over a connection to a port of a pod's own address. */
export function decide(live: Live, from: Pod, to: Pod, protocol: Protocol, port: number): Decision {
  const { reachability } = live.model;
  // No policy stands between a pod and itself.
  if (from.id === to.id || allows(reachability.allowedBetween(from, to), protocol, port)) {
    return 'allowed';
  }
  const explain = (one: Party, other: Party) => reachability.explain(one, other, protocol, port);
  const leaves = endsOf(live, to).some((end) => explain(from, end).egress.allowed);
  const enters = endsOf(live, from).some((end) => explain(end, to).ingress.allowed);
  return leaves && enters ? 'unsaid' : 'denied';
}

/** A pod as selectors know it, and as the address that is connected to, like any other. */
function endsOf(live: Live, pod: Pod): readonly Party[] {
  const address = addressOf(live, pod.addresses[0]?.address ?? '');
  const addresses = address === undefined ? undefined : parseAddresses(address);
  return addresses ? [pod, { addresses }] : [pod];
}
