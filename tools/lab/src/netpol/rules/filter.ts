import type { Protocol } from './policy.ts';

/** What the kernel is to do with new connections that are sent through a node. */
export interface Filter {
  /** The chains of addresses whose connections are limited, sorted. */
  readonly egress: readonly Entry[];
  readonly ingress: readonly Entry[];
  readonly chains: readonly Chain[];
  /** Addresses of limited pods: no policy comes between a pod and itself. */
  readonly limited: readonly string[];
  /** What is let through of the networks of pods; undefined where all of them is. */
  readonly known: Known | undefined;
}

/** While policies are in force, the addresses in `networks` that belong to no pod in `addresses` have no connections. */
interface Known {
  readonly networks: readonly string[];
  readonly addresses: readonly string[];
}

interface Entry {
  readonly address: string;
  /** The name of a chain. */
  readonly chain: string;
}

/** A connection is allowed if any of the rules allows it. */
export interface Chain {
  readonly name: string;
  /** Which address of the connection the rules look at: that of the other end. */
  readonly peer: 'saddr' | 'daddr';
  readonly rules: readonly FilterRule[];
  /** Policies that isolate: `backend/default-deny`. */
  readonly policies: readonly string[];
}

export interface FilterRule {
  readonly addresses: AddressMatch | undefined;
  readonly ports: PortMatch | undefined;
  /** `backend/allow-dns egress[0]` */
  readonly origin: string;
}

/** Addresses and networks of both families: one of `in`, none of `except`. Never empty. */
export interface AddressMatch {
  readonly in: readonly string[];
  readonly except: readonly string[];
}

/** Ports of one protocol, ascending, with gaps between them; undefined: all of them. Never empty. */
export interface PortMatch {
  readonly protocol: Protocol;
  readonly ranges: readonly (readonly [first: number, last: number])[] | undefined;
}
