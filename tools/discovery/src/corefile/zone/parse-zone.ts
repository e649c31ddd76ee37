import type { ResourceRecord } from '../../dns/message.ts';
import { labelsOf, normalizeName, toAbsolute } from '../names/domain-name.ts';
import { quote } from '../go/quote.ts';
import { absoluteName, parseRecord, parseTtl } from './parse-record.ts';
import { readEntries } from './read-entries.ts';
import type { Zone } from './zone.ts';

/** A zone; or the message of why CoreDNS does not take it; or what of it is not modelled. */
export type ParsedZone =
  | { readonly zone: Zone }
  | { readonly error: string }
  | { readonly unsupported: string };

const MAX_RECORDS = 200_000;

/** Reads the file of a zone. Source: CoreDNS plugin/file `Parse` and `Zone.Insert`, miekg/dns `ZoneParser`. */
export function parseZone(text: string, zoneOrigin: string, path: string): ParsedZone {
  const own = zoneOrigin.toLowerCase();
  const problem = (message: string): ParsedZone => ({
    error: `failed to parse file ${quote(path)} for origin ${zoneOrigin} with error ${message}`,
  });
  const entries = readEntries(text);
  if (!entries) return { unsupported: 'brackets or quotes that do not match' };
  if (entries.length > MAX_RECORDS) return { unsupported: `more than ${MAX_RECORDS} entries` };
  let origin = toAbsolute(zoneOrigin);
  let owner: string | undefined;
  let ttl: number | undefined;
  let byDirective = false;
  let soa: ResourceRecord | undefined;
  const nameServers: ResourceRecord[] = [];
  const records = new Map<string, ResourceRecord[]>();
  const ancestors = new Set<string>();
  for (const { words, indented, line } of entries) {
    const [first, second] = words.map((word) => word.text);
    if (first === '$ORIGIN') {
      const changed = absoluteName(second ?? '', origin);
      if (changed === undefined) return problem(`dns: bad $ORIGIN at line: ${line}`);
      origin = changed;
      continue;
    }
    if (first === '$TTL') {
      const changed = parseTtl(second ?? '');
      if (changed === undefined) return problem(`dns: bad $TTL at line: ${line}`);
      ttl = changed;
      byDirective = true;
      continue;
    }
    if (first?.startsWith('$')) return { unsupported: first };
    const parsed = parseRecord(words, indented, { origin, owner, ttl });
    if ('unsupported' in parsed) return parsed;
    if ('error' in parsed) return problem(`${parsed.error} at line: ${line}`);
    // Without $TTL, the TTL of the record before holds.
    if (parsed.explicitTtl && !byDirective) ttl = parsed.record.ttl;
    owner = parsed.record.owner;
    if (parsed.class !== 'IN') return { unsupported: `records of class ${parsed.class}` };
    const record = normalize(parsed.record);
    if (record.type === 'SOA') {
      if (record.owner !== own) {
        return {
          error: `file ${quote(path)} has SOA owner ${parsed.record.owner} that does not match origin ${zoneOrigin}`,
        };
      }
      soa = record;
    } else if (record.type === 'NS' && record.owner === own) {
      nameServers.push(record);
    } else if (record.type === 'RRSIG' || record.type === 'NSEC' || record.type === 'DNSKEY') {
      return { unsupported: `records of type ${record.type}` };
    } else {
      records.set(record.owner.toLowerCase(), [
        ...(records.get(record.owner.toLowerCase()) ?? []),
        record,
      ]);
      const labels = labelsOf(record.owner.toLowerCase());
      for (let index = 1; index < labels.length; index += 1) {
        const ancestor = labels.slice(index).join('');
        if (ancestors.has(ancestor)) break;
        ancestors.add(ancestor);
      }
    }
  }
  if (!soa) return { error: `file ${quote(path)} has no SOA record for origin ${zoneOrigin}` };
  return { zone: { origin: own, soa, nameServers, records, ancestors } };
}

/** Owners, and targets that are compared with owners, in lower case. */
function normalize(record: ResourceRecord): ResourceRecord {
  const owner = record.type === 'SRV' ? record.owner : normalizeName(record.owner);
  const lower = ['NS', 'SOA', 'CNAME', 'MX'].includes(record.type);
  return { ...record, owner, value: lower ? record.value.toLowerCase() : record.value };
}
