import { includes, intersect, intervalsOf } from './intervals.ts';
import type { Intervals } from './intervals.ts';

/** The protocols that policies know. */
export type Protocol = 'TCP' | 'UDP' | 'SCTP';

export const PROTOCOLS: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];

/**
 * A set of pairs of protocol and port. All protocols lie on one line, each in a stretch of its own: TCP 80 is 80, UDP 80
 * is 65536 + 80. No set has a port 0, so that the stretches never touch.
 */
export type Connections = Intervals<number>;

const STRETCH = 65_536;

/** No connection. */
export const noConnections: Connections = [];

/** Every port of every protocol. */
export const allConnections: Connections = intervalsOf(
  PROTOCOLS.map((protocol) => [pointOf(protocol, 1), pointOf(protocol, STRETCH)] as const),
);

/** Ports of a protocol, both ends included; what is no port is left out. */
export function portRange(protocol: Protocol, first: number, last: number): Connections {
  return intervalsOf([
    [pointOf(protocol, Math.max(first, 1)), pointOf(protocol, Math.min(last, STRETCH - 1) + 1)],
  ]);
}

/** Whether a connection is in the set. */
export function allows(connections: Connections, protocol: Protocol, port: number): boolean {
  return port > 0 && port < STRETCH && includes(connections, pointOf(protocol, port));
}

/** Whether two sets have a connection in common. */
export function haveCommon(one: Connections, other: Connections): boolean {
  return intersect(one, other).length > 0;
}

/** The only connection of a set; undefined where it has none or several. */
export function singleConnection(
  connections: Connections,
): { readonly protocol: Protocol; readonly port: number } | undefined {
  const [point = 0, end = 0] = connections;
  const protocol = PROTOCOLS[Math.floor(point / STRETCH)];
  if (connections.length !== 2 || end - point !== 1 || !protocol) return undefined;
  return { protocol, port: point % STRETCH };
}

/** `All`, or ports by protocol in the order TCP, UDP, SCTP: `TCP 80`, `UDP 53-54`. */
export function describeConnections(connections: Connections): 'All' | readonly string[] {
  if (isAll(connections)) return 'All';
  const texts: string[] = [];
  for (let index = 0; index < connections.length; index += 2) {
    const [point = 0, end = 0] = [connections[index], connections[index + 1]];
    const stretch = Math.floor(point / STRETCH);
    const first = point - stretch * STRETCH;
    const last = end - 1 - stretch * STRETCH;
    const protocol = PROTOCOLS[stretch] ?? '';
    texts.push(first === last ? `${protocol} ${first}` : `${protocol} ${first}-${last}`);
  }
  return texts;
}

function isAll(connections: Connections): boolean {
  return (
    connections.length === allConnections.length &&
    connections.every((point, index) => point === allConnections[index])
  );
}

function pointOf(protocol: Protocol, port: number): number {
  return PROTOCOLS.indexOf(protocol) * STRETCH + port;
}
