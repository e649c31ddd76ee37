/** What becomes of a connection. */
export type Expected =
  /** It is answered. */
  | 'open'
  /** Packets get through, and whether something listens there nobody says: open or refused. */
  | 'arrives'
  /** Policies drop it: it times out, or where they refuse, is refused. */
  | 'denied'
  /** The Service, by itself: it has no endpoints, or not this port. */
  | 'refused'
  | 'timeout'
  /** One of these two, whichever of policy and Service comes first. */
  | 'closed'
  /** Some endpoints are denied, and chance picks the endpoint. */
  | 'open-or-denied';

const WORDS: Readonly<Record<Expected, string>> = {
  open: 'open',
  arrives: 'let through (open or refused)',
  denied: 'denied by policies (timeout)',
  refused: 'refused',
  timeout: 'timeout',
  closed: 'closed (timeout or refused)',
  'open-or-denied': 'open or timeout, by the endpoint',
};

export function describeExpected(expected: Expected): string {
  return WORDS[expected];
}
