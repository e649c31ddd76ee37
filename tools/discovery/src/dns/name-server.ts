import { parseNetwork } from '../corefile/go/address.ts';
import type { LoadedCorefile } from '../corefile/load-corefile.ts';
import type { Server } from '../corefile/server-block.ts';
import type { UpstreamAddress } from '../corefile/setup/upstreams.ts';
import { familiesOf } from '../environment/environment.ts';
import type { Environment } from '../environment/environment.ts';
import { labelsOf, lowerCase, nameOf } from './domain-name.ts';
import type { ClusterNames } from './kubernetes/cluster-names.ts';
import { resolveSymbols } from './kubernetes/symbol.ts';
import type { Handler, Question, Reply } from './message.ts';
import type { PluginContext } from './plugins/context.ts';
import { makeChain } from './plugins/make-plugin.ts';
import { ServerPanic, failure, unknown } from './plugins/replies.ts';
import { makeUpstream } from './plugins/upstream.ts';
import type { Upstream } from './plugins/upstream.ts';

/** What a name server has beside its configuration. */
export interface NameServerOptions {
  /** Everything that has a name in the cluster. */
  readonly names: ClusterNames;
  readonly environment: Environment;
  /** Servers that questions are forwarded to; undefined for one: what the environment says of all of them. */
  readonly upstream?: (address: UpstreamAddress) => Upstream;
  /** Where it is asked. Default: 53. */
  readonly port?: string;
}

/** A name server that answers questions. */
export interface NameServer {
  readonly answer: Handler;
}

/** A zone of a server block, with its chain of plugins. */
interface ServedZone {
  readonly server: Server;
  /** Undefined: the block has no plugin. */
  readonly chain: Handler | undefined;
}

/** A server that asks itself more often than this for one question never ends. */
const MAX_DEPTH = 30;

/** What answers questions in another class than IN. */
const OTHER_CLASSES = ['chaos', 'forward'];

/**
 * CoreDNS with a configuration that it started with: the block with the longest zone answers, through its plugins.
 * A server that does not start answers nothing. Source: CoreDNS core/dnsserver/server.go `ServeDNS`.
 */
export function makeNameServer(corefile: LoadedCorefile, options: NameServerOptions): NameServer {
  const { names, environment, port = '53' } = options;
  const known = environment.dns.upstream && makeUpstream(environment.dns.upstream);
  let depth = 0;
  const context: PluginContext = {
    names,
    self: (question) => {
      if (depth >= MAX_DEPTH) return failure('SERVFAIL');
      depth += 1;
      try {
        return answer(question);
      } finally {
        depth -= 1;
      }
    },
    depth: () => depth,
    upstream: (address) =>
      options.upstream ? options.upstream(address) : address.kind === 'file' ? known : undefined,
    clients: environment.podCIDRs.flatMap((cidr) => parseNetwork(cidr) ?? []),
    family: familiesOf(environment.serviceCIDRs)[0] ?? 'IPv4',
  };
  const zones = new Map<string, ServedZone[]>();
  for (const server of corefile.servers) {
    const served: ServedZone = { server, chain: makeChain(server.plugins, context) };
    for (const address of server.addresses) {
      if (address.transport !== 'dns' || address.port !== port) continue;
      zones.set(address.zone, [...(zones.get(address.zone) ?? []), served]);
    }
  }
  const allZones = [...zones.keys()];
  const inOtherClasses = [...zones.values()]
    .flat()
    .some(({ server }) => server.plugins.some(({ kind }) => OTHER_CLASSES.includes(kind)));

  const answer = (question: Question): Reply => {
    try {
      return dispatch(question);
    } catch (error) {
      if (error instanceof ServerPanic) return failure('SERVFAIL');
      throw error;
    }
  };
  const dispatch = (question: Question): Reply => {
    if (zones.size === 0) return { ...unknown, silent: true };
    if ((question.class ?? 'IN') !== 'IN' && !inOtherClasses) return failure('REFUSED');
    const name = lowerCase(resolveSymbols(question.name, names.addressOf));
    if (isUndecided(name, allZones)) return unknown;
    const labels = labelsOf(name);
    let fallback: Handler | undefined;
    for (let start = 0; start < Math.max(labels.length, 1); start += 1) {
      for (const { server, chain } of zones.get(nameOf(labels.slice(start))) ?? []) {
        if (!chain) return failure('REFUSED');
        if (server.view !== undefined) return unknown;
        // The parent of a zone answers for its DS records, where it is served too.
        if (question.type !== 'DS') return chain(question);
        fallback = chain;
      }
    }
    if (fallback) return fallback(question);
    for (const { server, chain } of zones.get('.') ?? []) {
      if (!chain) continue;
      return server.view === undefined ? chain(question) : unknown;
    }
    return failure('REFUSED');
  };
  return { answer: (question) => withoutTraces(answer(question)) };
}

/** A reply as it is sent: without what plugins tell each other. */
function withoutTraces({ written: _, asked: __, ...sent }: Reply): Reply {
  return sent;
}

/** Whether a reverse name whose address only a cluster knows may be in a zone that serves a part of all addresses. */
function isUndecided(name: string, zones: readonly string[]): boolean {
  const suffix = /^\{ptr(6?):/.exec(name);
  if (!suffix) return false;
  const end = suffix[1] === '6' ? '.ip6.arpa.' : '.in-addr.arpa.';
  return zones.some((zone) => zone.endsWith(end));
}
