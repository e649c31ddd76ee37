import type { Rcode } from '../../dns/message.ts';

/** Response codes by their number, as miekg/dns names them. */
const NAMES: readonly (readonly [number, Rcode])[] = [
  [0, 'NOERROR'],
  [1, 'FORMERR'],
  [2, 'SERVFAIL'],
  [3, 'NXDOMAIN'],
  [4, 'NOTIMP'],
  [5, 'REFUSED'],
  [6, 'YXDOMAIN'],
  [7, 'YXRRSET'],
  [8, 'NXRRSET'],
  [9, 'NOTAUTH'],
  [10, 'NOTZONE'],
  [11, 'DSOTYPENI'],
  [16, 'BADSIG'],
  [17, 'BADKEY'],
  [18, 'BADTIME'],
  [19, 'BADMODE'],
  [20, 'BADNAME'],
  [21, 'BADALG'],
  [22, 'BADTRUNC'],
  [23, 'BADCOOKIE'],
];

/** Numbers of response codes by name. */
export const RCODES: ReadonlyMap<string, number> = new Map([
  ...NAMES.map(([number, name]) => [name, number] as const),
  ['NOTIMPL', 4] as const,
]);

/** The name of a response code; undefined: it has none. */
export function rcodeName(number: number): Rcode | undefined {
  return NAMES.find(([known]) => known === number)?.[1];
}
