import { parseInteger } from '../go/number.ts';
import { need } from './read.ts';
import type { Setup } from './setup.ts';

const MAX_SOCKETS = 1024;

/** Source: CoreDNS plugin/multisocket/multisocket.go. */
export const setupMultisocket: Setup = (cursor) => {
  cursor.next();
  const [text, ...more] = cursor.remainingArgs();
  if (more.length > 0 || cursor.next()) throw cursor.argumentError();
  if (text === undefined) return [];
  const count = need(parseInteger(text), (message) =>
    cursor.failure(`invalid num sockets: ${message}`),
  );
  if (count < 1) throw cursor.failure(`num sockets can not be zero or negative: ${count}`);
  if (count > MAX_SOCKETS) {
    throw cursor.failure(`num sockets exceeds maximum (${MAX_SOCKETS}): ${count}`);
  }
  return [];
};
