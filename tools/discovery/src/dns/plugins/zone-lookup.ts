import { isSubdomain, labelsOf } from '../../corefile/names/domain-name.ts';
import type { Zone } from '../../corefile/zone/zone.ts';
import type { Handler, Question, ResourceRecord } from '../message.ts';

/** What a zone says of a name. */
export interface ZoneAnswer {
  readonly result: 'success' | 'name error' | 'delegation' | 'no data' | 'failure' | 'unknown';
  readonly answers: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  readonly additional: readonly ResourceRecord[];
}

type Records = readonly ResourceRecord[];

const MAX_LOOKUPS = 8;
const FAILED: ZoneAnswer = { result: 'failure', answers: [], authority: [], additional: [] };

/**
 * Looks a name up in a zone; `name` is the question's in lower case. Aliases that lead out of the zone are asked of the
 * server. Source: CoreDNS plugin/file/lookup.go, without DNSSEC.
 */
export function lookUp(
  zone: Zone,
  question: Question,
  name: string,
  self: Handler,
  depth: number,
): ZoneAnswer {
  const { type } = question;
  const at = (owner: string): Records | undefined => zone.records.get(owner);
  const ofType = (records: Records, wanted: string): Records =>
    records.filter((record) => record.type === wanted);
  const addresses = (owner: string): Records => {
    const records = at(owner.toLowerCase()) ?? [];
    return [...ofType(records, 'A'), ...ofType(records, 'AAAA')];
  };
  const glue = (servers: Records): Records =>
    servers
      .filter(({ owner, value }) => isSubdomain(owner, value))
      .flatMap(({ value }) => addresses(value));
  const success = (answers: Records, authority: Records, additional: Records): ZoneAnswer => ({
    result: 'success',
    answers,
    authority,
    additional,
  });
  const additionalOf = (answers: Records): Records => {
    const seen = new Set<string>();
    return answers.flatMap((record) => {
      const target = targetOf(record);
      if (target === undefined || !isSubdomain(zone.origin, target)) return [];
      if (seen.has(target.toLowerCase())) return [];
      seen.add(target.toLowerCase());
      return addresses(target);
    });
  };
  const delegation = (owner: string, records: Records, asked: string): ZoneAnswer | undefined => {
    const servers = ofType(records, 'NS');
    if (servers.length === 0 || (type === 'DS' && owner === asked)) return undefined;
    return { result: 'delegation', answers: [], authority: servers, additional: glue(servers) };
  };
  const denied = (result: ZoneAnswer['result']): ZoneAnswer => ({
    result,
    answers: [],
    authority: [zone.soa],
    additional: [],
  });

  /** Follows an alias, in the zone and out of it. */
  const follow = (alias: Records): ZoneAnswer => {
    const answers: ResourceRecord[] = [...alias];
    let target = alias[0]?.value ?? '.';
    for (let length = 0; ; length += 1) {
      const cut = cutAbove(zone, target, (owner, records) => delegation(owner, records, target));
      if (cut) return { ...cut, answers };
      const records = at(target);
      if (!records || type === 'NS' || (type === 'SOA' && target === zone.origin)) {
        const found = self({ ...question, name: target });
        if (found.rcode === null) return { ...FAILED, result: 'unknown' };
        answers.push(...found.answers);
        const result = resultOf(found.rcode, found.answers);
        const negative = result === 'name error' || result === 'no data';
        const authority = negative ? [zone.soa] : zone.nameServers;
        return { result, answers, authority, additional: additionalOf(answers) };
      }
      const further = ofType(records, 'CNAME');
      if (further.length === 0) {
        const all = [...answers, ...ofType(records, type)];
        return success(all, zone.nameServers, additionalOf(all));
      }
      if (further[0]?.value === further[0]?.owner) return FAILED;
      answers.push(...further);
      target = further[0]?.value ?? '.';
      if (length >= MAX_LOOKUPS) return success(answers, zone.nameServers, additionalOf(answers));
    }
  };

  const found = (records: Records): ZoneAnswer => {
    const alias = ofType(records, 'CNAME');
    if (alias.length > 0 && type !== 'CNAME') return follow(alias);
    const answers = ofType(records, type);
    if (answers.length === 0) return denied('no data');
    return success(answers, zone.nameServers, additionalOf(answers));
  };

  if (name === zone.origin && type === 'SOA') return success([zone.soa], zone.nameServers, []);
  if (name === zone.origin && type === 'NS') {
    return success(zone.nameServers, [], glue(zone.nameServers));
  }
  if (depth > MAX_LOOKUPS) return FAILED;
  const labels = labelsOf(name);
  let wildcard: string | undefined;
  for (let start = labels.length - labelsOf(zone.origin).length; start >= 0; start -= 1) {
    const part = labels.slice(start).join('');
    const records = at(part);
    if (!records) {
      const candidate = `*.${labels.slice(start + 1).join('')}`;
      if (at(candidate) || zone.ancestors.has(candidate)) wildcard = candidate;
      continue;
    }
    const renamed = ofType(records, 'DNAME')[0];
    const alias = renamed && synthesize(renamed, question.name.toLowerCase());
    if (renamed && alias) {
      if (alias.value === alias.owner) return FAILED;
      if (type === 'CNAME') return success([renamed, alias], zone.nameServers, []);
      const followed = follow([alias]);
      return { ...followed, answers: [renamed, ...followed.answers] };
    }
    const cut = delegation(part, records, name);
    if (cut) return cut;
  }
  const exact = at(name);
  if (exact) return found(exact);
  if (wildcard !== undefined && !hasCloserName(zone, name, wildcard)) {
    const records = at(wildcard);
    if (!records) return denied('no data');
    return found(records.map((record) => ({ ...record, owner: name })));
  }
  return denied(zone.ancestors.has(name) ? 'success' : 'name error');
}

function targetOf({ type, value }: ResourceRecord): string | undefined {
  if (type === 'SRV') return value.split(' ')[3];
  return type === 'MX' ? value.split(' ')[1] : undefined;
}

function resultOf(rcode: string, answers: Records): ZoneAnswer['result'] {
  if (rcode === 'NXDOMAIN') return 'name error';
  if (rcode === 'SERVFAIL') return 'failure';
  return rcode === 'NOERROR' && answers.length === 0 ? 'no data' : 'success';
}

/** The first delegation between the origin and a name. */
function cutAbove(
  zone: Zone,
  name: string,
  delegation: (owner: string, records: Records) => ZoneAnswer | undefined,
): ZoneAnswer | undefined {
  if (!isSubdomain(zone.origin, name)) return undefined;
  const labels = labelsOf(name);
  for (let start = labels.length - labelsOf(zone.origin).length - 1; start >= 0; start -= 1) {
    const part = labels.slice(start).join('');
    const records = zone.records.get(part);
    const cut = records && delegation(part, records);
    if (cut) return cut;
  }
  return undefined;
}

/** The alias that a DNAME makes for a name under its owner (RFC 6672). */
function synthesize(
  { owner, value, ttl }: ResourceRecord,
  name: string,
): ResourceRecord | undefined {
  if (name === owner || !isSubdomain(owner, name)) return undefined;
  const prefix = name.slice(0, name.length - owner.length);
  return { owner: name, type: 'CNAME', value: value === '.' ? prefix : `${prefix}${value}`, ttl };
}

/** Whether a name that has others under it is closer than the parent of the wildcard (RFC 4592). */
function hasCloserName(zone: Zone, name: string, wildcard: string): boolean {
  const parent = wildcard.slice(2);
  const labels = labelsOf(name);
  for (let start = 1; start < labels.length; start += 1) {
    const ancestor = labels.slice(start).join('');
    if (ancestor === parent || !isSubdomain(parent, ancestor)) return false;
    if (zone.ancestors.has(ancestor)) return true;
  }
  return false;
}
