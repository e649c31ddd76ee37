import { formatAddress, parseAddress } from '../../corefile/go/address.ts';
import { inZones, labelsOf, normalizeName, toAbsolute } from '../../corefile/names/domain-name.ts';
import { addressOfReverseName } from '../../corefile/names/reverse-name.ts';
import type { HostsConfig } from '../../corefile/setup/hosts.ts';
import { lowerCase } from '../domain-name.ts';
import type { Handler, ResourceRecord } from '../message.ts';
import { failure, reply, unknown } from './replies.ts';

/** What a hosts file says. */
interface HostsTable {
  /** Addresses by type and name; a wildcard stands under `*.zone`. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  readonly names: ReadonlyMap<string, readonly string[]>;
}

const LONGEST_FIELD = 1024;

/** Answers from a hosts file, and from lines in the Corefile. Source: CoreDNS plugin/hosts. */
export function makeHosts(config: HostsConfig, next: Handler): Handler {
  const tables = [config.file, config.inline.join('\n')].map((text) => readTable(text, config));
  // Most clusters have no hosts at all.
  const filled = tables.filter(({ addresses }) => addresses.size > 0);
  const find = (type: string, name: string): readonly string[] =>
    filled.flatMap(({ addresses }) => {
      const [, ...parents] = labelsOf(name);
      return (
        addresses.get(`${type} ${name}`) ??
        (parents.length > 0 ? addresses.get(`${type} *.${parents.join('')}`) : undefined) ??
        []
      );
    });
  return (question) => {
    const name = lowerCase(question.name);
    const { type } = question;
    if (type !== 'PTR' && !inZones(config.origins, name)) return next(question);
    const falls = inZones(config.fallthrough, name);
    const record = (value: string): ResourceRecord => ({
      owner: name,
      type,
      value,
      ttl: config.ttl,
    });
    let answers: readonly ResourceRecord[] = [];
    if (type === 'PTR') {
      const address = addressOfReverseName(name);
      const hosts = tables.flatMap(({ names }) => names.get(address ?? '') ?? []);
      if (hosts.length === 0) return next(question);
      answers = hosts.map((host) => record(toAbsolute(host)));
    } else if (type === 'A' || type === 'AAAA') {
      answers = find(type, name).map(record);
    } else if (config.fallthroughUnsupported && falls) {
      return next(question);
    }
    const exists = find('A', name).length > 0 || find('AAAA', name).length > 0;
    if (answers.length > 0 || exists) {
      return reply('NOERROR', { authoritative: true, answers });
    }
    if (config.namesContainer && labelsOf(name).length === 1) return unknown;
    return falls ? next(question) : failure('SERVFAIL');
  };
}

function readTable(text: string, { origins, autoReverse }: HostsConfig): HostsTable {
  const addresses = new Map<string, string[]>();
  const names = new Map<string, string[]>();
  const add = (map: Map<string, string[]>, key: string, value: string): void => {
    const values = map.get(key);
    if (values) values.push(value);
    else map.set(key, [value]);
  };
  for (const line of text.split('\n')) {
    const [first = '', ...fields] = line
      .replace(/#.*$/s, '')
      .split(/[ \t\v\f\r]+/)
      .filter((field) => field !== '');
    const address = parseAddress(first.replace(/%.*$/s, ''));
    if (!address) continue;
    const value = formatAddress(address);
    const type = address.bits === 32 ? 'A' : 'AAAA';
    for (const field of fields) {
      const name = normalizeName(field);
      if (field.length > LONGEST_FIELD || !inZones(origins, name)) continue;
      add(addresses, `${type} ${name}`, value);
      if (autoReverse && !name.startsWith('*.')) add(names, value, name);
    }
  }
  return { addresses, names };
}
