import { compileRegularExpression } from '../go/regular-expression.ts';
import type { RegularExpression } from '../go/regular-expression.ts';
import { parseDuration } from '../go/duration.ts';
import { toAbsolute } from '../names/domain-name.ts';
import { originsOf } from '../names/origins.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import { parseZone } from '../zone/parse-zone.ts';
import type { Zone } from '../zone/zone.ts';
import type { Block } from './block.ts';
import { arg, need, rooted, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';

export interface AutoConfig {
  readonly kind: 'auto';
  readonly origins: readonly string[];
  /** Zones of the files; null: what it says is not modelled. */
  readonly zones: ReadonlyMap<string, Zone | null>;
}

interface Loader {
  directory: string;
  pattern: RegularExpression | undefined;
  template: string;
}

/** Source: CoreDNS plugin/auto/setup.go and walk.go. */
export const setupAuto: Setup = (cursor, block) => {
  const loader: Loader = {
    directory: '',
    pattern: need(compileRegularExpression('db\\.(.*)'), (message) => cursor.failure(message)),
    template: '${1}',
  };
  let origins: readonly string[] = [];
  while (cursor.next()) {
    origins = originsOf(cursor.remainingArgs(), block.keys);
    while (cursor.nextBlock()) {
      switch (cursor.value()) {
        case 'directory':
          readDirectory(cursor, block, loader);
          break;
        case 'reload': {
          const [every] = cursor.remainingArgs();
          if (every === undefined) throw cursor.failure('reload duration value is expected');
          const parsed = need(parseDuration(every), (message) =>
            cursor.failure(`plugin/file: ${message}`),
          );
          if (parsed < 0n) throw cursor.failure('plugin/file: invalid duration');
          break;
        }
        case 'upstream':
          cursor.remainingArgs();
          break;
        default:
          throw unknownProperty(cursor);
      }
    }
  }
  return [{ kind: 'auto', origins, zones: walk(cursor, block, loader) }];
};

function readDirectory(cursor: Dispenser, block: Block, loader: Loader): void {
  loader.directory = rooted(block, arg(cursor));
  if (cursor.nextArg()) {
    if (Buffer.byteLength(cursor.value()) > 10_000) throw cursor.error('regexp too large');
    const pattern = need(compileRegularExpression(cursor.value()), (message) =>
      cursor.failure(message),
    );
    if (pattern.groups === 0) throw cursor.error('Need at least one sub expression');
    loader.pattern = pattern;
    // `{1}` is `${1}` to Go.
    loader.template = arg(cursor).replaceAll('{', '${');
  }
  if (cursor.nextArg()) throw cursor.argumentError();
}

/** A file that is no zone is left out, as CoreDNS does with a warning. */
function walk(
  cursor: Dispenser,
  block: Block,
  { directory, pattern, template }: Loader,
): ReadonlyMap<string, Zone | null> {
  const zones = new Map<string, Zone | null>();
  const prefix = directory.endsWith('/') ? directory : `${directory}/`;
  for (const [path, text] of [...block.files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (!path.startsWith(prefix) || !pattern) continue;
    const groups = pattern.find(path.slice(path.lastIndexOf('/') + 1));
    if (!groups) continue;
    const name = template.replaceAll(/\$\{(\w+)\}/g, (_, key: string) => {
      const index = /^\d+$/.test(key) ? Number(key) : pattern.names.indexOf(key);
      return groups[index] ?? '';
    });
    const origin = toAbsolute(name);
    if (zones.has(origin)) continue;
    const parsed = parseZone(text, origin, path);
    if ('error' in parsed) {
      block.notModelled(`CoreDNS warns and leaves the file out: ${parsed.error}.`, cursor.position);
    } else if ('zone' in parsed) {
      zones.set(origin, parsed.zone);
    } else {
      block.notModelled(
        `The zone file ${path} uses ${parsed.unsupported}, which is not modelled: the answers of ${origin} are not known.`,
        cursor.position,
      );
      zones.set(origin, null);
    }
  }
  return zones;
}
