import type { Json } from './json.ts';

/** One request as it came and as it was answered. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  /** `pulls/create`, `graphql:updateRefs`; empty where there is no such operation. */
  readonly operation: string;
  readonly isWrite: boolean;
  readonly request: Json | undefined;
  /** 0 where the connection was broken. */
  readonly status: number;
  readonly response: Json | undefined;
  /** Whether a fault was in its way. */
  readonly isFaulted: boolean;
}

/** The requests that wrote, or tried to, as their operations. */
export function writesOf(exchanges: readonly Exchange[]): string[] {
  return exchanges.filter(({ isWrite }) => isWrite).map(({ operation }) => operation);
}
