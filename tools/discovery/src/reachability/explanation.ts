import type { Requirement } from '../labels/selector.ts';
import type { StoredObject } from '../store/stored-object.ts';
import type { Party } from './party.ts';
import type { Direction } from './policy.ts';

/** Why a connection is allowed or not. Both sides have to allow it. */
export interface Explanation {
  readonly allowed: boolean;
  /** What the policies of the source say. */
  readonly egress: SideExplanation;
  /** What the policies of the destination say. */
  readonly ingress: SideExplanation;
}

export interface SideExplanation {
  readonly direction: Direction;
  /** Whose policies these are; of a workload whose pods differ, the pod that the answer is about. */
  readonly party: Party;
  readonly allowed: boolean;
  /** The policies that isolate it; without any everything is allowed. */
  readonly isolatedBy: readonly StoredObject[];
  /** The rules that allow the connection. */
  readonly allowedBy: readonly AllowingRule[];
  /** Where none does: what each rule lacks, the nearest one first. */
  readonly misses: readonly Miss[];
}

/** A rule that allows, with the entries that do. */
export interface AllowingRule {
  readonly policy: StoredObject;
  /** `spec.egress[1]` */
  readonly field: string;
  /** `spec.egress[1].to[0]`; undefined where the rule is for everybody. */
  readonly peer: string | undefined;
  /** `spec.egress[1].ports[0]`; undefined where the rule is for every port. */
  readonly port: string | undefined;
}

/** A rule that does not allow. An empty list of misses means that the rule has it right there. */
export interface Miss {
  readonly policy: StoredObject;
  /** `spec.egress[1]`; `spec.egress` of a policy that has no rule. */
  readonly field: string;
  readonly peers: readonly PeerMiss[];
  readonly ports: readonly PortMiss[];
}

/** Why an entry of `from` or `to` does not mean the other end. */
export type PeerMiss = { readonly field: string } & (
  | { readonly why: 'other-namespace'; readonly namespace: string }
  | {
      readonly why: 'namespace-labels' | 'pod-labels';
      readonly requirements: readonly Requirement[];
    }
  /** The entry has a selector, which never means addresses. */
  | { readonly why: 'selects-pods' }
  /** The entry is an `ipBlock`, which never means pods. */
  | { readonly why: 'means-addresses' }
  | { readonly why: 'outside-network' | 'excepted' }
  /** The other end is a pod of the host network, which selectors do not find in most clusters. */
  | { readonly why: 'host-network' }
);

/** Why an entry of `ports` does not mean the port. */
export type PortMiss = { readonly field: string } &
  /** It has the right number or name, and another protocol. */
  (
    | { readonly why: 'protocol' }
    | { readonly why: 'number' }
    /** Its number is the port of a Service, which the Service sends on to this port of the pod. */
    | { readonly why: 'service-port'; readonly service: StoredObject }
    /** The destination has the name at other ports: `numbers`. */
    | { readonly why: 'name-elsewhere'; readonly name: string; readonly numbers: readonly number[] }
    /** The destination has no port with the name and the protocol; `initContainer` says that one of its init containers has. */
    | { readonly why: 'name-missing'; readonly name: string; readonly initContainer: boolean }
  );
