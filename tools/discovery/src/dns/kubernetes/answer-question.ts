import type { Handler, Question, ResourceRecord } from '../message.ts';
import { answerAddresses } from './answer-addresses.ts';
import { answerNameServers } from './answer-name-servers.ts';
import { answerServiceLocations } from './answer-service-locations.ts';
import { findNameServers } from './find-name-servers.ts';
import { findReverse, reverseKey } from './find-reverse.ts';
import { findRecords, findTargets } from './find-targets.ts';
import { parseRequest } from './request.ts';
import type { Scope } from './scope.ts';
import type { ZoneName } from './zone-name.ts';

/** The version of the DNS specification that `dns-version` tells, and how long that holds. */
const SPECIFICATION = { version: '1.1.0', ttl: 28_800 };

/** What a zone says to a question. */
export interface Answer {
  readonly exists: boolean;
  readonly answers: readonly ResourceRecord[];
  readonly additional?: readonly ResourceRecord[];
  readonly isUnknown?: boolean;
  readonly isSilent?: boolean;
}

/** Answers a question of any type about a name in a zone (`ServeDNS` of CoreDNS, plugin/kubernetes). */
export function answerQuestion(
  scope: Scope,
  name: ZoneName,
  { type }: Question,
  self: Handler,
): Answer {
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

/** The SOA record of a zone. Its serial and its times are left out. */
export function startOfAuthority({ config }: Scope, zone: string): ResourceRecord {
  const suffix = zone === '.' ? '' : zone;
  const value = `ns.dns.${suffix} hostmaster.${suffix}`;
  return { owner: zone, type: 'SOA', value, ttl: Math.min(config.ttl, 300) };
}
