import { isDeepStrictEqual } from 'node:util';
import { inZones, isSubdomain } from '../../corefile/names/domain-name.ts';
import type { ForwardConfig } from '../../corefile/setup/forward.ts';
import { lowerCase } from '../domain-name.ts';
import type { Handler, Question, Reply } from '../message.ts';
import type { PluginContext } from './context.ts';
import { failure, isOpen, isWritten, unknown } from './replies.ts';

/**
 * Asks other servers. `nextForward` is whether the next plugin is a `forward` too, which may get what this one cannot
 * answer. Source: CoreDNS plugin/forward/forward.go.
 */
export function makeForward(
  config: ForwardConfig,
  next: Handler,
  context: PluginContext,
  nextForward: boolean,
): Handler {
  const { from, except } = config;
  return (question) => {
    const name = lowerCase(question.name);
    if (!isSubdomain(from, name) || (name !== from && inZones(except, name))) return next(question);
    const reply = ask(config, question, context);
    if (isOpen(reply) || !nextForward || reply === unreachable) return reply;
    const again =
      config.next.some((code) => code === reply.rcode) ||
      (config.nextOnNodata && reply.rcode === 'NOERROR' && reply.answers.length === 0);
    return again ? next(question) : reply;
  };
}

const unreachable = failure('SERVFAIL');

/** What the servers say: one that nobody listens at is passed over as long as there is another. */
function ask(config: ForwardConfig, question: Question, { upstream }: PluginContext): Reply {
  const replies: Reply[] = [];
  for (const address of config.upstreams) {
    const server = upstream(address);
    if (server === 'unreachable') continue;
    const reply = server && (question.class ?? 'IN') === 'IN' ? server(question) : unknown;
    replies.push(isWritten(reply) ? reply : { ...reply, written: true });
  }
  const accepted = replies.filter((reply) => !config.failover.some((code) => code === reply.rcode));
  const usable = accepted.length > 0 ? accepted : replies;
  const [first] = usable;
  if (!first) return unreachable;
  // Which of several servers is asked is chance, but for a policy that asks the first.
  return config.sequential || usable.every((reply) => isDeepStrictEqual(reply, first))
    ? first
    : unknown;
}
