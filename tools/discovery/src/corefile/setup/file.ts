import { parseDuration } from '../go/duration.ts';
import { fallthroughZones, originsOf } from '../names/origins.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import { parseZone } from '../zone/parse-zone.ts';
import type { Zone } from '../zone/zone.ts';
import type { Block } from './block.ts';
import { arg, need, rooted, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';

export interface FileConfig {
  readonly kind: 'file';
  /** By origin; null: it says what is not modelled. */
  readonly zones: ReadonlyMap<string, Zone | 'missing' | null>;
  readonly fallthrough: readonly string[];
}

/** Source: CoreDNS plugin/file/setup.go. */
export const setupFile: Setup = (cursor, block) => {
  const zones = new Map<string, Zone | 'missing' | null>();
  let fallthrough: readonly string[] = [];
  let missing: string | undefined;
  let reload = 60n;
  while (cursor.next()) {
    const path = rooted(block, arg(cursor));
    const origins = originsOf(cursor.remainingArgs(), block.keys);
    const text = block.readFile(path, cursor.position);
    if (text === undefined) missing = path;
    for (const origin of origins) {
      zones.set(
        origin,
        text === undefined || missing !== undefined
          ? 'missing'
          : readZone(cursor, block, text, origin, path),
      );
    }
    while (cursor.nextBlock()) {
      switch (cursor.value()) {
        case 'fallthrough':
          fallthrough = fallthroughZones(cursor.remainingArgs());
          break;
        case 'reload': {
          const [every] = cursor.remainingArgs();
          if (every === undefined) throw cursor.failure('reload duration value is expected');
          reload = need(parseDuration(every), (message) =>
            cursor.failure(`plugin/file: ${message}`),
          );
          break;
        }
        case 'reload_by_mtime':
          break;
        case 'upstream':
          cursor.remainingArgs();
          break;
        default:
          throw unknownProperty(cursor);
      }
    }
  }
  if (missing !== undefined && reload === 0n) {
    throw cursor.failure(`plugin/file: open ${missing}: no such file or directory`);
  }
  return [{ kind: 'file', zones, fallthrough }];
};

/** Reads a zone; null where it holds what is not modelled, which is told. */
function readZone(
  cursor: Dispenser,
  block: Block,
  text: string,
  origin: string,
  path: string,
): Zone | null {
  const parsed = parseZone(text, origin, path);
  if ('error' in parsed) throw cursor.failure(parsed.error);
  if ('zone' in parsed) return parsed.zone;
  block.notModelled(
    `The zone file ${path} uses ${parsed.unsupported}, which is not modelled: the answers of ${origin} are not known.`,
    cursor.position,
  );
  return null;
}
