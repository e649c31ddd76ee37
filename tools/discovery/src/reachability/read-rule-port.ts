import { intOrString, optionalInteger, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import { noConnections, portRange, PROTOCOLS } from './connections.ts';
import type { RulePort } from './policy.ts';
import type { LeaveOut } from './read-selector.ts';

const LAST_PORT = 65_535;

/** An entry of `ports`. `endPort` is KEP-2079: with the number in `port` the range, both ends included. */
export function readRulePort(entry: JsonObject, field: string, leaveOut: LeaveOut): RulePort {
  const written = text(entry, 'protocol') || 'TCP';
  const protocol = PROTOCOLS.find((name) => name === written);
  if (!protocol) {
    leaveOut(
      `${field}.protocol`,
      `${written} is no protocol of policies; it is taken to be no port`,
    );
    return { field, protocol: 'TCP', name: undefined, connections: noConnections };
  }
  const port = intOrString(entry, 'port');
  const end = optionalInteger(entry, 'endPort');
  if (typeof port === 'string') {
    if (end !== undefined)
      leaveOut(`${field}.endPort`, 'a named port has no range; it is left out');
    return { field, protocol, name: port, connections: noConnections };
  }
  if (port === undefined && end !== undefined) {
    leaveOut(
      `${field}.endPort`,
      'there is no port that the range starts at; it is taken to be none',
    );
    return { field, protocol, name: undefined, connections: noConnections };
  }
  const connections = portRange(
    protocol,
    port ?? 1,
    port === undefined ? LAST_PORT : (end ?? port),
  );
  return { field, protocol, name: undefined, connections };
}
