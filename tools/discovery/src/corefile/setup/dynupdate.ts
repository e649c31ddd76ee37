import { quote } from '../go/quote.ts';
import { parseInteger } from '../go/number.ts';
import { isDomainName, isSubdomain, normalizeName } from '../names/domain-name.ts';
import { originsOf } from '../names/origins.ts';
import { TYPES } from '../names/types.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import { args, rooted } from './read.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/dynupdate/setup.go. What was updated is not known. */
export const setupDynupdate: Setup = (cursor, block) => {
  cursor.next();
  const words = cursor.remainingArgs();
  if (words.length > 1) throw cursor.failure('exactly one zone is allowed');
  const zones = [...new Set(originsOf(words, block.keys))];
  if (words.length === 0 && zones.length !== 1) {
    throw cursor.failure('zone is required when the server block does not define exactly one zone');
  }
  if (zones.length !== 1) throw cursor.failure(`invalid zone ${quote(words[0] ?? '')}`);
  const seen = new Set<string>();
  let file: string | undefined;
  while (cursor.nextBlock()) {
    const property = cursor.value();
    if (property !== 'allow' && seen.has(property)) {
      throw cursor.error(`${property} specified more than once`);
    }
    seen.add(property);
    switch (property) {
      case 'database':
        if (args(cursor, 1)[0] === '') throw cursor.argumentError();
        break;
      case 'max_records':
      case 'max_bytes':
      case 'max_update_records': {
        const parsed = parseInteger(args(cursor, 1)[0] ?? '');
        if ('error' in parsed || parsed.value <= 0) {
          throw cursor.error(`${property} requires a positive integer`);
        }
        break;
      }
      case 'file':
        [file = ''] = args(cursor, 1);
        break;
      case 'allow':
        checkPermission(cursor, zones[0] ?? '.');
        break;
      default:
        throw cursor.error(`unknown property ${quote(property)}`);
    }
  }
  if (cursor.next()) throw cursor.failure('this plugin can only be used once per Server Block');
  if (file === undefined) throw cursor.error('file is required');
  if (!seen.has('allow')) throw cursor.error('at least one allow rule is required');
  const path = rooted(block, file);
  if (block.readFile(path, cursor.position) === undefined) {
    throw cursor.failure(
      `opening zone file ${quote(path)}: open ${path}: no such file or directory`,
    );
  }
  block.notModelled('The zone and the rules of dynupdate are taken to be right.', cursor.position);
  return [{ kind: 'unknown', plugin: 'dynupdate', zones }];
};

/** Who may change which records: a key, a name in the zone, and types. */
function checkPermission(cursor: Dispenser, zone: string): void {
  const [key = '', name = '', ...types] = cursor.remainingArgs();
  if (types.length === 0) {
    throw cursor.failure('allow requires KEY NAME and at least one RR type');
  }
  const invalidKey = ['', '*', '@'].includes(key.trim()) || !isDomainName(normalizeName(key));
  if (invalidKey) throw cursor.failure(`invalid TSIG key ${quote(key)}`);
  const owner = name === '@' ? zone : normalizeName(name);
  if (name !== '*' && (!isDomainName(owner) || !isSubdomain(zone, owner))) {
    throw cursor.failure(`allow name ${quote(name)} is outside zone ${quote(zone)}`);
  }
  for (const type of types) {
    if (type === '*') {
      if (types.length === 1) continue;
      throw cursor.failure('wildcard RR type must be the only type in an allow rule');
    }
    const upper = type.toUpperCase();
    if ((!TYPES.has(upper) && !/^TYPE\d+$/.test(upper)) || NOT_ALLOWED.includes(upper)) {
      throw cursor.failure(`invalid RR type ${quote(type)} in allow rule`);
    }
  }
}

/** Types of questions that no record has. */
const NOT_ALLOWED = ['AXFR', 'IXFR', 'MAILA', 'MAILB', 'OPT', 'TKEY', 'TSIG'];
