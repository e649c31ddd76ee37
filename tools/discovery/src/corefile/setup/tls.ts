import { args, rooted } from './read.ts';
import type { Block } from './block.ts';
import type { CorefileError } from '../corefile-error.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import type { Setup } from './setup.ts';
import { checkTlsFiles } from './tls-files.ts';

const CLIENT_AUTH = ['nocert', 'request', 'require', 'verify_if_given', 'require_and_verify'];
const ACME_OPTIONS = ['acme', 'email', 'ca', 'storage', 'ca_root', 'resolver'];

/** Source: CoreDNS plugin/tls/tls.go, which puts its prefix before some errors twice. */
export const setupTls: Setup = (cursor, block) => {
  while (cursor.next()) {
    const paths = cursor.remainingArgs();
    if (paths.length === 0) readAcme(cursor, block);
    else readCertificate(cursor, block, paths);
  }
  return [];
};

function readCertificate(cursor: Dispenser, block: Block, paths: readonly string[]): void {
  if (paths.length < 2 || paths.length > 3) {
    throw cursor.failure(`plugin/tls: ${cursor.argumentError().message}`);
  }
  let clientAuth = 'nocert';
  while (cursor.nextBlock()) {
    switch (cursor.value()) {
      case 'client_auth':
        [clientAuth = ''] = args(cursor, 1);
        if (!CLIENT_AUTH.includes(clientAuth)) {
          throw cursor.error(`unknown authentication type '${clientAuth}'`);
        }
        break;
      case 'keylog':
        args(cursor, 1);
        break;
      default:
        throw cursor.error(`unknown option '${cursor.value()}'`);
    }
  }
  const files = paths.map((path) => rooted(block, path));
  checkTlsFiles(cursor, block, files);
  block.tls = [clientAuth, ...files].join(' ');
}

/** Certificates that CoreDNS gets by itself: its options are read, what it gets is not modelled. */
function readAcme(cursor: Dispenser, block: Block): void {
  const seen = new Set<string>();
  while (cursor.nextBlock()) {
    const name = cursor.value();
    const words = cursor.remainingArgs();
    if (seen.has(name)) throw cursor.error(`ACME option "${name}" can only be specified once`);
    seen.add(name);
    if (!ACME_OPTIONS.includes(name)) throw cursor.error(`unknown ACME option "${name}"`);
    if (words.length === 0 || (name !== 'acme' && words.length > 1)) throw cursor.argumentError();
  }
  if (!seen.has('acme')) throw noDomain(cursor);
  block.tls = 'acme';
  block.notModelled('Certificates of ACME are taken to be got.', cursor.position);
}

function noDomain(cursor: Dispenser): CorefileError {
  return cursor.failure('ACME requires at least one domain');
}
