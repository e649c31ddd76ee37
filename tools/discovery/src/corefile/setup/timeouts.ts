import { HOUR, SECOND, formatDuration, parseDuration } from '../go/duration.ts';
import { parseInteger } from '../go/number.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import { args, need } from './read.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/timeouts/timeouts.go, which puts its prefix before some errors twice. */
export const setupTimeouts: Setup = (cursor) => {
  while (cursor.next()) {
    if (cursor.remainingArgs().length > 0) throw twice(cursor, cursor.argumentError());
    let found = 0;
    while (cursor.nextBlock()) {
      const name = cursor.value();
      const [text = ''] = args(cursor, 1);
      if (name === 'maxtcpqueries') checkQueries(cursor, text);
      else checkTimeout(cursor, name, text);
      found += 1;
    }
    if (found === 0) {
      throw twice(cursor, cursor.error('timeouts block with no timeouts specified'));
    }
  }
  return [];
};

function twice(cursor: Dispenser, error: Error): Error {
  return cursor.failure(`plugin/timeouts: ${error.message}`);
}

function checkQueries(cursor: Dispenser, text: string): void {
  const count = need(parseInteger(text), (message) =>
    cursor.error(`invalid value for maxtcpqueries '${text}': ${message}`),
  );
  if (count === 0 || count < -1) {
    throw cursor.error(
      `maxtcpqueries provided '${count}' needs to be -1 (unlimited) or a positive integer`,
    );
  }
}

function checkTimeout(cursor: Dispenser, name: string, text: string): void {
  const written = 'value' in parseInteger(text) ? `${text}s` : text;
  const parsed = parseDuration(written);
  if ('error' in parsed) throw cursor.error(`failed to parse duration '${written}'`);
  if (parsed.value < SECOND || parsed.value > 24n * HOUR) {
    throw cursor.error(
      `timeout provided '${formatDuration(parsed.value)}' needs to be between 1 second and 24 hours`,
    );
  }
  if (!['read', 'write', 'idle'].includes(name)) throw cursor.error(`unknown option: '${name}'`);
}
