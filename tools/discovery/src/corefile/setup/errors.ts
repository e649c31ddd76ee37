import { compileRegularExpression } from '../go/regular-expression.ts';
import { parseDuration } from '../go/duration.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import { pass } from './plugin.ts';
import { args, need, once } from './read.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/errors/setup.go. */
export const setupErrors: Setup = (cursor) => {
  once(cursor, () => {
    const [file] = args(cursor, 0, 1);
    if (file !== undefined && file !== 'stdout') throw cursor.error(`invalid log file: ${file}`);
    while (cursor.nextBlock()) {
      if (cursor.value() === 'consolidate') readConsolidate(cursor);
      else if (cursor.value() !== 'stacktrace') {
        throw cursor.syntaxError(`Unknown field ${cursor.value()}`);
      }
    }
  });
  return [pass('errors')];
};

function readConsolidate(cursor: Dispenser): void {
  const [period = '', pattern = '', ...options] = args(cursor, 2, 4);
  const error = (message: string) => cursor.error(message);
  need(parseDuration(period), error);
  const length = Buffer.byteLength(pattern);
  if (length > 10_000) throw cursor.error(`regex pattern too long: ${length} > 10000`);
  need(compileRegularExpression(pattern), error);
  let level = false;
  let showFirst = false;
  for (const option of options) {
    if (['warning', 'error', 'info', 'debug'].includes(option)) {
      if (level) throw cursor.error('multiple log levels specified in consolidate');
      if (showFirst) throw cursor.error('log level must come before show_first in consolidate');
      level = true;
    } else if (option === 'show_first') {
      showFirst = true;
    } else {
      throw cursor.error(`unknown option in consolidate: ${option}`);
    }
  }
}
