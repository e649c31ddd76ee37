import type { Server } from '../corefile/server-block.ts';
import { labelsOf, lowerCase, nameOf } from './domain-name.ts';
import type { AddressOf } from './kubernetes/symbol.ts';
import { resolveSymbols } from './kubernetes/symbol.ts';
import type { Handler, Question, Reply } from './message.ts';
import { ServerPanic, failure, unknown } from './plugins/replies.ts';

/** A server block with its chain of plugins; undefined: the block has no plugin. */
export interface ServedBlock {
  readonly server: Server;
  readonly chain: Handler | undefined;
}

/** What answers questions in another class than IN. */
const OTHER_CLASSES = ['chaos', 'forward'];

/**
 * What listens at one port: the block with the longest zone answers. Nobody listens where no block has the port.
 * Source: CoreDNS core/dnsserver/server.go `ServeDNS`.
 */
export function makeListener(
  blocks: readonly ServedBlock[],
  port: string,
  addressOf: AddressOf,
): Handler | undefined {
  const zones = new Map<string, ServedBlock[]>();
  for (const block of blocks) {
    for (const address of block.server.addresses) {
      if (address.transport !== 'dns' || address.port !== port) continue;
      zones.set(address.zone, [...(zones.get(address.zone) ?? []), block]);
    }
  }
  if (zones.size === 0) return undefined;
  const allZones = [...zones.keys()];
  const inOtherClasses = [...zones.values()]
    .flat()
    .some(({ server }) => server.plugins.some(({ kind }) => OTHER_CLASSES.includes(kind)));

  const dispatch = (question: Question): Reply => {
    if ((question.class ?? 'IN') !== 'IN' && !inOtherClasses) return failure('REFUSED');
    const name = lowerCase(resolveSymbols(question.name, addressOf));
    if (isUndecided(name, allZones)) return unknown;
    const labels = labelsOf(name);
    let parent: Handler | undefined;
    for (let start = 0; start < Math.max(labels.length, 1); start += 1) {
      for (const { server, chain } of zones.get(nameOf(labels.slice(start))) ?? []) {
        if (!chain) return failure('REFUSED');
        if (server.view !== undefined) return unknown;
        // The parent of a zone answers for its DS records, where it is served too.
        if (question.type !== 'DS') return chain(question);
        parent = chain;
      }
    }
    if (parent) return parent(question);
    for (const { server, chain } of zones.get('.') ?? []) {
      if (!chain) continue;
      return server.view === undefined ? chain(question) : unknown;
    }
    return failure('REFUSED');
  };
  return (question) => {
    try {
      return dispatch(question);
    } catch (error) {
      if (error instanceof ServerPanic) return failure('SERVFAIL');
      throw error;
    }
  };
}

/** Whether a reverse name whose address only a cluster knows may be in a zone that serves a part of all addresses. */
function isUndecided(name: string, zones: readonly string[]): boolean {
  const version = /^\{ptr(6?):/.exec(name)?.[1];
  if (version === undefined) return false;
  const end = version === '6' ? '.ip6.arpa.' : '.in-addr.arpa.';
  return zones.some((zone) => zone.endsWith(end));
}
