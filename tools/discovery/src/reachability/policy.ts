import type { Selector } from '../labels/selector.ts';
import type { StoredObject } from '../store/stored-object.ts';
import type { Addresses } from './addresses.ts';
import type { Connections, Protocol } from './connections.ts';

export type Direction = 'Ingress' | 'Egress';

/** A NetworkPolicy. */
export interface Policy {
  readonly stored: StoredObject;
  /** The pods of its namespace that it is for. */
  readonly podSelector: Selector;
  /** Undefined where it does not isolate its pods in that direction. */
  readonly ingress: readonly Rule[] | undefined;
  readonly egress: readonly Rule[] | undefined;
}

/** What a policy allows. */
export interface Rule {
  /** `spec.egress[1]` */
  readonly field: string;
  /** Any one of them; undefined: everybody, addresses outside included. */
  readonly peers: readonly Peer[] | undefined;
  /** Any one of them; undefined: every port of every protocol. */
  readonly ports: readonly RulePort[] | undefined;
}

export type Peer = PodPeer | AddressPeer;

/** Pods, never addresses. */
export interface PodPeer {
  /** `spec.egress[1].to[0]` */
  readonly field: string;
  /** The namespaces of the pods; undefined: the policy's own. */
  readonly namespaceSelector: Selector | undefined;
  readonly podSelector: Selector;
}

/** Addresses outside of the cluster, never pods (`ipBlock`). */
export interface AddressPeer {
  readonly field: string;
  /** The network, without the exceptions. */
  readonly addresses: Addresses;
  /** The network with them. */
  readonly network: Addresses;
}

/** An entry of `ports`. */
export interface RulePort {
  /** `spec.egress[1].ports[0]` */
  readonly field: string;
  readonly protocol: Protocol;
  /** A name means the ports of the destination pod that have it; undefined: what `connections` says. */
  readonly name: string | undefined;
  readonly connections: Connections;
}

/** The rules of a policy in a direction; undefined where it does not isolate. */
export function rulesOf(policy: Policy, direction: Direction): readonly Rule[] | undefined {
  return direction === 'Ingress' ? policy.ingress : policy.egress;
}
