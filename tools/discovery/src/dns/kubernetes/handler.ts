import { isInZone, isSendable, isUndecided } from '../domain-name.ts';
import type { Handler, Question, Reply, ResourceRecord } from '../message.ts';
import { failure, unknown } from '../plugins/replies.ts';
import { answerAddresses } from './answer-addresses.ts';
import { answerNameServers } from './answer-name-servers.ts';
import { answerServiceLocations } from './answer-service-locations.ts';
import type { ClusterNames } from './cluster-names.ts';
import type { KubernetesConfig } from './config.ts';
import { findNameServers } from './find-name-servers.ts';
import { findReverse, reverseKey } from './find-reverse.ts';
import { findRecords, findTargets } from './find-targets.ts';
import { parseRequest } from './request.ts';
import { makeScope } from './scope.ts';
import type { Scope } from './scope.ts';
import { resolveSymbols } from './symbol.ts';
import { splitAtZone, zoneOf } from './zone-name.ts';
import type { ZoneName } from './zone-name.ts';

/** The version of the DNS specification that `dns-version` tells, and how long that holds. */
const SPECIFICATION = { version: '1.1.0', ttl: 28_800 };

/** A chain of lookups through the server itself that is longer than this never ends. */
const MAX_LOOKUPS = 30;

const silent: Reply = { ...unknown, silent: true };

interface Answer {
  readonly exists: boolean;
  readonly answers: readonly ResourceRecord[];
  readonly additional?: readonly ResourceRecord[];
  readonly isUnknown?: boolean;
  readonly isSilent?: boolean;
}

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

function answerQuestion(scope: Scope, name: ZoneName, { type }: Question, self: Handler): Answer {
  const { ttl } = scope.config;
  const isApex = name.labels.length === 0;
  switch (type) {
    case 'A':
    case 'AAAA': {
      const { records, ...rest } = answerAddresses(scope, name, type, self);
      return { ...rest, answers: records };
    }
    case 'CNAME': {
      const { exists, targets } = findTargets(scope, name, type);
      const host = targets[0]?.host;
      if (host?.type !== 'CNAME') return { exists, answers: [] };
      return { exists, answers: [{ owner: name.asked, type, value: host.value, ttl }] };
    }
    case 'SRV': {
      const { exists, targets } = findTargets(scope, name, type);
      return { exists, ...answerServiceLocations(name.asked, targets, ttl) };
    }
    case 'TXT':
      return answerText(scope, name);
    case 'PTR':
      return answerPointer(scope, name);
    case 'SOA':
      // Every name has this type, even one that does not exist.
      return { exists: true, answers: isApex ? [startOfAuthority(scope, name.zone)] : [] };
    case 'NS':
      // The zone is compared with the name in lower case.
      if (!isApex || name.zone !== name.zone.toLowerCase()) break;
      return {
        exists: true,
        ...answerNameServers(name.asked, findNameServers(scope, name.zone), ttl),
      };
    default:
      break;
  }
  const { exists } = findTargets(scope, name, 'A');
  return { exists, answers: [] };
}

/** The one TXT record of a zone. Other names exist for TXT only where they have a target. */
function answerText(scope: Scope, name: ZoneName): Answer {
  if (name.labels.join('.') === 'dns-version') {
    const { version: value, ttl } = SPECIFICATION;
    return { exists: true, answers: [{ owner: name.asked, type: 'TXT', value, ttl }] };
  }
  const { exists, targets } = findRecords(scope, name);
  const request = parseRequest(name.labels, scope.config.zonal);
  const isZonal = typeof request === 'object' && request.zone !== '';
  return { exists: targets.length > 0 || (exists && isZonal), answers: [] };
}

function answerPointer(scope: Scope, name: ZoneName): Answer {
  const key = reverseKey(name.name);
  if (key === undefined) return { exists: findRecords(scope, name).exists, answers: [] };
  const found = findReverse(scope, key);
  const { ttl } = scope.config;
  return {
    exists: found.length > 0,
    answers: found.map((value) => ({ owner: name.asked, type: 'PTR', value, ttl })),
  };
}

function startOfAuthority({ config }: Scope, zone: string): ResourceRecord {
  const suffix = zone === '.' ? '' : zone;
  const value = `ns.dns.${suffix} hostmaster.${suffix}`;
  return { owner: zone, type: 'SOA', value, ttl: Math.min(config.ttl, 300) };
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
