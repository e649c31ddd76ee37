import { normalizeName } from '../names/domain-name.ts';
import { TYPES } from '../names/types.ts';
import { originsOf } from '../names/origins.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import { pass } from './plugin.ts';
import { args, once } from './read.ts';
import type { Block } from './block.ts';
import type { PluginConfig } from './plugin.ts';
import type { Setup } from './setup.ts';

const OPCODES = ['QUERY', 'IQUERY', 'STATUS', 'NOTIFY', 'UPDATE'];

/**
 * Questions here carry no signature: those of types that need one are not answered as usual, which is not modelled.
 * Every problem of it has the same message. Source: CoreDNS plugin/tsig/setup.go.
 */
export const setupTsig: Setup = (cursor, block) => {
  let plugin: PluginConfig = pass('tsig');
  try {
    once(cursor, () => {
      plugin = readTsig(cursor, block);
    });
  } catch {
    throw cursor.argumentError();
  }
  return [plugin];
};

function readTsig(cursor: Dispenser, block: Block): PluginConfig {
  const zones = originsOf(cursor.remainingArgs(), block.keys);
  const keys = new Set<string>();
  let required = false;
  while (cursor.nextBlock()) {
    const property = cursor.value();
    switch (property) {
      case 'secret': {
        const key = normalizeName(args(cursor, 2)[0] ?? '');
        if (keys.has(key)) throw cursor.failure(`key "${key}" redefined`);
        keys.add(key);
        break;
      }
      case 'secrets': {
        const [path = ''] = args(cursor, 1);
        if (block.readFile(path, cursor.position) === undefined) {
          throw cursor.failure(`open ${path}: no such file or directory`);
        }
        block.notModelled('The file of `secrets` is taken to be right.', cursor.position);
        break;
      }
      case 'require':
      case 'require_opcode': {
        const words = args(cursor, 1, Infinity);
        const [first] = words;
        if (property === 'require') required = first !== 'none';
        if (first === 'all' || first === 'none') break;
        const known = (word: string): boolean =>
          property === 'require' ? TYPES.has(word) : OPCODES.includes(word);
        if (!words.every(known)) throw cursor.error('unknown query type or opcode');
        break;
      }
      default:
        throw cursor.error(`unknown property '${property}'`);
    }
  }
  return required ? { kind: 'unknown', plugin: 'tsig', zones } : pass('tsig');
}
