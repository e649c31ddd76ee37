import type { Protocol } from '@fingerpost/discovery';
import type { Check } from '../../check.ts';
import type { Expected } from './expected.ts';

/** A port that nothing has any more: tcpmux. */
export const UNUSED = 1;

/** A connection that is tried. */
export interface Destination {
  readonly part: 'external' | 'reachability';
  readonly subject: string;
  readonly address: string;
  readonly port: number;
  readonly protocol: Protocol;
  /** Those that answer. */
  readonly workloads: readonly string[];
  readonly source: Check['source'];
  /** Undefined: not known. */
  readonly expected: Expected | undefined;
}

/** What stands behind a port where it is not TCP. */
export function suffixOf(protocol: Protocol): string {
  return protocol === 'TCP' ? '' : `/${protocol}`;
}
