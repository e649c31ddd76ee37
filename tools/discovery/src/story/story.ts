import type { Start } from '../corefile/load-corefile.ts';
import type { Lookup } from '../dns/client/lookup.ts';
import type { NearName } from '../dns/client/nearest-names.ts';
import type { Resolver } from '../dns/client/resolver.ts';
import type { Explanation } from '../reachability/explanation.ts';
import type { Service } from '../services/service.ts';
import type { Pod } from '../workloads/pod.ts';
import type { Workload } from '../workloads/workload.ts';

/** What becomes of one lookup: from the name that a program asks for to the pods that take its connection. */
export interface Story {
  readonly name: string;
  readonly from: Workload;
  /** The pod that asks; undefined of a workload that has none now: its template is taken. */
  readonly pod: Pod | undefined;
  readonly resolver: Resolver;
  /** Whether questions reach the name server; undefined where it is not among the manifests. */
  readonly nameServer: NameServerAccess | undefined;
  /** Whether the name server starts with its configuration; undefined where the pod does not ask that of the cluster. */
  readonly start: Start | undefined;
  readonly lookup: Lookup;
  /** What the answer leads to; undefined where there is none. */
  readonly target: Target | undefined;
  /** One for each port that was asked for, or that there is. */
  readonly connections: readonly Connection[];
  /** Where the name is not found: names that are, the likeliest first. */
  readonly nearest: readonly NearName[];
  readonly verdict: Verdict;
}

/** `unknown`: it depends on something that no manifest says. */
export type Verdict = 'fails' | 'unknown' | 'works';

/** The way to the name server, on port 53 of its pods. */
export interface NameServerAccess {
  readonly service: Service;
  readonly udp: Explanation;
  /** For answers that are too long for UDP. */
  readonly tcp: Explanation;
}

/** What a name leads to. */
export type Target =
  | { readonly kind: 'service'; readonly service: Service }
  /** Endpoints themselves: of a headless Service, or one of them. */
  | {
      readonly kind: 'endpoints';
      readonly service: Service | undefined;
      readonly addresses: readonly string[];
    }
  /** Addresses outside, or a name whose addresses nobody here knows. */
  | {
      readonly kind: 'outside';
      readonly alias: string | undefined;
      readonly addresses: readonly string[];
      /** The ExternalName Service that led there. */
      readonly service: Service | undefined;
    };

/** A connection to one port of what the name leads to. */
export interface Connection {
  /** As the program says it; undefined where it is not known. */
  readonly port: number | undefined;
  /** Of the Service; '' where it has none. */
  readonly portName: string;
  readonly protocol: 'SCTP' | 'TCP' | 'UDP';
  readonly outcome: ConnectionOutcome;
  /** Where it goes, one for each workload and port of its pods. */
  readonly ends: readonly ConnectionEnd[];
}

/** What becomes of a connection, the first of these that holds. */
export type ConnectionOutcome =
  /** The Service, or the pod, does not have the port. */
  | 'no-such-port'
  /** The name of the target port is no port of the pods. */
  | 'no-target-port'
  /** The port of a headless Service: the pods have it under another number, and nothing sends it on. */
  | 'not-forwarded'
  | 'no-endpoints'
  /** A NetworkPolicy drops it: it times out. */
  | 'blocked'
  /** Some endpoints are blocked. */
  | 'partly-blocked'
  | 'open'
  | 'unknown';

/** Endpoints that are alike. */
export interface ConnectionEnd {
  /** Undefined of addresses without pod. */
  readonly workload: Workload | undefined;
  /** Of a name whose addresses are not known: the networks that policies let it reach on the port. */
  readonly addresses: readonly string[];
  readonly port: number;
  readonly ready: number;
  readonly total: number;
  /** Whether a container says that it listens there; it need not. */
  readonly isDeclared: boolean;
  /** Undefined where addresses are not known. */
  readonly policy: Explanation | undefined;
}
