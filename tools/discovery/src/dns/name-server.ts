import { parseNetwork } from '../corefile/go/address.ts';
import type { LoadedCorefile } from '../corefile/load-corefile.ts';
import { loopbackPort } from '../corefile/setup/upstreams.ts';
import type { UpstreamAddress } from '../corefile/setup/upstreams.ts';
import { familiesOf } from '../environment/environment.ts';
import type { Environment } from '../environment/environment.ts';
import { absolute } from './domain-name.ts';
import type { ClusterNames } from './kubernetes/cluster-names.ts';
import { makeListener } from './listener.ts';
import type { Handler, Question, Reply } from './message.ts';
import type { PluginContext } from './plugins/context.ts';
import { makeChain } from './plugins/make-plugin.ts';
import { failure, unknown } from './plugins/replies.ts';
import { makeUpstream } from './plugins/upstream.ts';
import type { Upstream } from './plugins/upstream.ts';

/** What a name server has beside its configuration. */
export interface NameServerOptions {
  /** Everything that has a name in the cluster. */
  readonly names: ClusterNames;
  readonly environment: Environment;
  /** Servers that questions are forwarded to; undefined for one: what is known of it without. */
  readonly upstream?: (address: UpstreamAddress) => Upstream;
  /** Where it is asked. Default: 53. */
  readonly port?: string;
}

/** A name server that answers questions. */
export interface NameServer {
  readonly answer: Handler;
}

/** A server that asks itself more often than this for one question never ends. */
const MAX_DEPTH = 30;
/** All that one question may lead to. */
const MAX_WORK = 2000;

/**
 * CoreDNS with a configuration that it started with; one that does not start answers nothing. It can forward to itself:
 * the loopback addresses are its own.
 */
export function makeNameServer(corefile: LoadedCorefile, options: NameServerOptions): NameServer {
  const { names, environment, port: asked = '53' } = options;
  const known = environment.dns.upstream && makeUpstream(environment.dns.upstream);
  const clients = environment.podCIDRs.flatMap((cidr) => parseNetwork(cidr) ?? []);
  const family = familiesOf(environment.serviceCIDRs)[0] ?? 'IPv4';
  const listeners = new Map<string, Handler | undefined>();
  let [depth, hops, work] = [0, 0, 0];

  const listenerAt = (port: string): Handler | undefined => {
    if (listeners.has(port)) return listeners.get(port);
    const context: PluginContext = {
      names,
      clients,
      family,
      upstream,
      depth: () => depth,
      // Such questions are always of the class IN, and absolute.
      self: ({ class: _, ...question }) =>
        within({ ...question, name: absolute(question.name) }, port, depth + 1, hops),
    };
    const blocks = corefile.servers.map((server) => ({
      server,
      chain: makeChain(server.plugins, context),
    }));
    const listener = makeListener(blocks, port, names.addressOf);
    listeners.set(port, listener);
    return listener;
  };

  /** Asks a listener, as deep in a question as is said. */
  const within = (question: Question, port: string, newDepth: number, newHops: number): Reply => {
    // Questions that go round through other servers time out; the server itself breaks down, whose answer is not known.
    if (newHops > MAX_DEPTH) return failure('SERVFAIL');
    work += 1;
    if (newDepth > MAX_DEPTH || work > MAX_WORK) return unknown;
    const before = { depth, hops };
    [depth, hops] = [newDepth, newHops];
    try {
      return listenerAt(port)?.(question) ?? { ...unknown, silent: true };
    } finally {
      ({ depth, hops } = before);
    }
  };

  const upstream = (address: UpstreamAddress): Upstream => {
    const told = options.upstream?.(address);
    if (told !== undefined) return told;
    if (address.kind === 'file') return known;
    const port = loopbackPort(address);
    if (port === undefined || !listenerAt(port)) return undefined;
    return (question) => within(question, port, 0, hops + 1);
  };

  return {
    answer: (question) => {
      work = 0;
      return withoutTraces(within(question, asked, 0, 0));
    },
  };
}

/** A reply as it is sent: without what plugins tell each other. */
function withoutTraces({ written: _, asked: __, malformed: ___, ...sent }: Reply): Reply {
  return sent;
}
