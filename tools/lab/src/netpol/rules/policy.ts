import type { Direction, Selector } from '@fingerpost/discovery';

/** What the kernel calls the protocols that policies know. */
export type Protocol = 'tcp' | 'udp' | 'sctp';

/** A NetworkPolicy. */
export interface NetworkPolicy {
  /** `backend/allow-dns` */
  readonly id: string;
  readonly namespace: string;
  readonly podSelector: Selector;
  /** The rules of the directions in which it isolates its pods. */
  readonly rules: ReadonlyMap<Direction, readonly PolicyRule[]>;
}

export interface PolicyRule {
  /** `backend/allow-dns egress[0]` */
  readonly origin: string;
  /** Undefined: everybody. */
  readonly peers: readonly PolicyPeer[] | undefined;
  /** Undefined: every port of every protocol, and what has no ports. */
  readonly ports: readonly PolicyPort[] | undefined;
}

export type PolicyPeer = PodPeer | BlockPeer;

export interface PodPeer {
  /** Undefined: the policy's own namespace. */
  readonly namespaceSelector: Selector | undefined;
  readonly podSelector: Selector;
}

/** Addresses, those of pods too. */
export interface BlockPeer {
  /** `10.0.0.0/8`, as `describeAddresses` writes it. */
  readonly network: string;
  readonly except: readonly string[];
}

export interface PolicyPort {
  readonly protocol: Protocol;
  /** A name is looked up in the pod that is connected to; undefined: every port. */
  readonly port: string | readonly [first: number, last: number] | undefined;
}
