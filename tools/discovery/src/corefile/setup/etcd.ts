import { parseDuration, SECOND } from '../go/duration.ts';
import { parseUnsigned } from '../go/number.ts';
import { originsOf } from '../names/origins.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import { arg, args, rooted, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';
import { checkTlsFiles } from './tls-files.ts';

/** Source: CoreDNS plugin/etcd/setup.go. What etcd holds is not known. */
export const setupEtcd: Setup = (cursor, block) => {
  cursor.next();
  const zones = originsOf(cursor.remainingArgs(), block.keys);
  while (cursor.nextBlock()) {
    switch (cursor.value()) {
      case 'stubzones':
      case 'debug':
        break;
      case 'fallthrough':
      case 'upstream':
        cursor.remainingArgs();
        break;
      case 'no_apex_fallback':
        args(cursor, 0);
        break;
      case 'path':
        arg(cursor);
        break;
      case 'endpoint':
        args(cursor, 1, Infinity);
        break;
      case 'tls':
        checkTlsFiles(
          cursor,
          block,
          cursor.remainingArgs().map((path) => rooted(block, path)),
        );
        break;
      case 'credentials':
        if (args(cursor, 1, Infinity).length !== 2) {
          throw cursor.error('credentials requires 2 arguments, username and password');
        }
        break;
      case 'min-lease-ttl':
      case 'max-lease-ttl':
        checkTtl(cursor);
        break;
      default:
        throw unknownProperty(cursor);
    }
  }
  return [{ kind: 'unknown', plugin: 'etcd', zones }];
};

function checkTtl(cursor: Dispenser): void {
  const property = cursor.value();
  const text = arg(cursor).trim();
  if (text === '') return;
  const parsed = parseDuration('value' in parseUnsigned(text, 64) ? `${text}s` : text);
  const fail = (message: string) => cursor.error(`invalid ${property} value: ${message}`);
  if ('error' in parsed) {
    throw fail("invalid TTL format, use format like '30', '30s', '5m', '1h', or '2h30m'");
  }
  if (parsed.value < 0n) throw fail('TTL must be non-negative');
  if (parsed.value > 4_294_967_295n * SECOND) {
    throw fail('TTL too large, maximum is 4294967295 seconds');
  }
}
