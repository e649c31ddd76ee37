import { isInZone, isSendable, isUndecided } from '../domain-name.ts';
import type { Handler, Reply, ResourceRecord } from '../message.ts';
import { failure, unknown } from '../plugins/replies.ts';
import { answerQuestion, startOfAuthority } from './answer-question.ts';
import type { ClusterNames } from './cluster-names.ts';
import type { KubernetesConfig } from './config.ts';
import { makeScope } from './scope.ts';
import { resolveSymbols } from './symbol.ts';
import { splitAtZone, zoneOf } from './zone-name.ts';

/** A chain of lookups through the server itself that is longer than this never ends. */
const MAX_LOOKUPS = 30;

const silent: Reply = { ...unknown, silent: true };

/**
 * The `kubernetes` plugin of CoreDNS 1.15 (plugin/kubernetes/handler.go), once it has read the whole cluster: answers
 * questions about its zones and hands others to `next`. `self` is the whole server, which it asks for what Services of
 * type ExternalName point at outside the zone. The serial of SOA records is left out.
 */
export function makeKubernetesHandler(
  config: KubernetesConfig,
  names: ClusterNames,
  next: Handler,
  self: Handler,
): Handler {
  const scope = makeScope(config, names);
  const lookups = nested(self);
  return (question) => {
    const resolved = resolveSymbols(question.name, names.addressOf);
    if (isUndecided(resolved, config.zones)) return unknown;
    const zone = zoneOf(resolved, config.zones);
    if (zone === undefined) return next(question);
    // Names of ServiceImports depend on other clusters.
    if (config.multicluster.some((other) => isInZone(zone, other))) return unknown;
    const name = splitAtZone(question.name, resolved, zone);
    if (question.type === 'AXFR' || question.type === 'IXFR') return failure('REFUSED');
    const answer = answerQuestion(scope, name, question, lookups.ask);
    if (!answer.exists) {
      if (config.fallthrough.some((through) => isInZone(name.name, through))) return next(question);
      return reply('NXDOMAIN', [], [], [startOfAuthority(scope, name.zone)]);
    }
    const { answers, additional = [] } = answer;
    // What no message can hold is not sent at all.
    if (answer.isSilent || (!lookups.active() && !answers.every(hasSendableTarget))) return silent;
    if (answer.isUnknown) return reply(null, answers, additional, []);
    const authority = answers.length === 0 ? [startOfAuthority(scope, name.zone)] : [];
    return reply('NOERROR', answers, additional, authority);
  };
}

function reply(
  rcode: Reply['rcode'],
  answers: Reply['answers'],
  additional: Reply['additional'],
  authority: Reply['authority'],
): Reply {
  return { rcode, authoritative: true, answers, authority, additional };
}

function hasSendableTarget({ type, value }: ResourceRecord): boolean {
  if (type === 'SRV') return isSendable(value.slice(value.lastIndexOf(' ') + 1));
  return (type !== 'CNAME' && type !== 'PTR' && type !== 'NS') || isSendable(value);
}

/** Aliases that lead through the server in a circle end CoreDNS itself: its stack overflows. */
function nested(self: Handler): { readonly ask: Handler; readonly active: () => boolean } {
  let depth = 0;
  return {
    active: () => depth > 0,
    ask: (question) => {
      if (depth >= MAX_LOOKUPS) return silent;
      depth += 1;
      try {
        return self(question);
      } finally {
        depth -= 1;
      }
    },
  };
}
