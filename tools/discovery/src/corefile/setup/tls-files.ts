import { CorefileError } from '../corefile-error.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import type { Block } from './block.ts';

/**
 * Checks that the files of a certificate are there; what they hold is taken to be right. One path is of authorities,
 * two are of a certificate and its key, a third one is of authorities. Source: CoreDNS plugin/pkg/tls.
 */
export function checkTlsFiles(cursor: Dispenser, block: Block, paths: readonly string[]): void {
  if (paths.length > 3) {
    throw cursor.failure(
      `maximum of three arguments allowed for TLS config, found ${paths.length}`,
    );
  }
  const [first = '', second = '', third = ''] = paths;
  const authorities = paths.length === 1 ? first : third;
  const missing = (path: string): boolean => block.readFile(path, cursor.position) === undefined;
  if (paths.length > 1) {
    for (const path of [first, second]) {
      if (missing(path))
        throw fail(`could not load TLS cert: open ${path}: no such file or directory`);
    }
  }
  if (authorities !== '' && missing(authorities)) {
    throw fail(`error reading ${authorities}: open ${authorities}: no such file or directory`);
  }
  if (paths.length > 0) {
    block.notModelled('Certificates are not read: they are taken to be right.', cursor.position);
  }

  function fail(message: string): CorefileError {
    return cursor.failure(message);
  }
}
