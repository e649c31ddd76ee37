import type { Host } from './address.ts';

/** One thing that a name stands for; records are made of it (`Service` of CoreDNS, plugin/etcd/msg). */
export interface Target {
  readonly host: Host;
  /** -1: none. */
  readonly port: number;
  /** The name of what the address belongs to, absolute. */
  readonly name: string;
}

/** What a name stands for. It may exist without any target. */
export interface Found {
  readonly exists: boolean;
  readonly targets: readonly Target[];
}

export const missing: Found = { exists: false, targets: [] };
export const empty: Found = { exists: true, targets: [] };
