import { originsOf } from '../names/origins.ts';
import { fallthroughZones } from '../names/origins.ts';
import { CorefileError } from '../corefile-error.ts';
import { args, integer, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';

/** Names for the outside, which are not modelled. */
export interface ExternalConfig {
  readonly kind: 'k8s_external';
  readonly zones: readonly string[];
  readonly fallthrough: readonly string[];
  readonly error: (message: string) => CorefileError;
}

/** Source: CoreDNS plugin/k8s_external/setup.go. */
export const setupExternal: Setup = (cursor, block) => {
  let zones: readonly string[] = [];
  let fallthrough: readonly string[] = [];
  let position = cursor.position;
  while (cursor.next()) {
    position = cursor.position;
    zones = originsOf(cursor.remainingArgs(), block.keys);
    while (cursor.nextBlock()) {
      switch (cursor.value()) {
        case 'ttl': {
          const ttl = integer(cursor, args(cursor, 1, Infinity)[0] ?? '');
          if (ttl < 0 || ttl > 3600) throw cursor.error(`ttl must be in range [0, 3600]: ${ttl}`);
          break;
        }
        case 'apex':
          args(cursor, 1, Infinity);
          break;
        case 'headless':
          break;
        case 'fallthrough':
          fallthrough = fallthroughZones(cursor.remainingArgs());
          break;
        default:
          throw unknownProperty(cursor);
      }
    }
  }
  block.notModelled(
    'The names of k8s_external are not modelled: their answers are not known.',
    position,
  );
  const error = (message: string): CorefileError => new CorefileError(message, position);
  return [{ kind: 'k8s_external', zones, fallthrough, error }];
};
