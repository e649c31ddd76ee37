import { quote } from '../go/quote.ts';
import { parseInteger } from '../go/number.ts';
import { originsOf } from '../names/origins.ts';
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
        if (cursor.remainingArgs().length < 3) {
          throw cursor.failure('allow requires KEY NAME and at least one RR type');
        }
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
