import { parseDuration } from '../go/duration.ts';
import { parseBoolean, parseFloatingPoint, parseInteger, parseUnsigned } from '../go/number.ts';
import type { Parsed } from '../go/number.ts';
import { pass } from './plugin.ts';
import { args, need, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';

const NUMBERS: ReadonlyMap<string, (text: string) => Parsed<unknown>> = new Map([
  ['every', (text: string): Parsed<unknown> => parseUnsigned(text, 64)],
  ['service', (text: string): Parsed<unknown> => ({ value: text })],
  ['zipkin_max_backlog_size', parseInteger],
  ['zipkin_max_batch_size', parseInteger],
  ['zipkin_max_batch_interval', parseDuration],
]);

/** Source: CoreDNS plugin/trace/setup.go. */
export const setupTrace: Setup = (cursor) => {
  while (cursor.next()) {
    const words = args(cursor, 0, 2);
    const type = words.length === 2 ? (words[0] ?? '').toLowerCase() : 'zipkin';
    if (type !== 'zipkin' && type !== 'datadog') {
      throw cursor.failure(`tracing endpoint type '${type}' is not supported`);
    }
    while (cursor.nextBlock()) {
      const parse = NUMBERS.get(cursor.value());
      if (parse) {
        need(parse(args(cursor, 1)[0] ?? ''), (message) => cursor.failure(message));
      } else if (cursor.value() === 'client_server') {
        const [text] = args(cursor, 0, 1);
        if (text !== undefined) need(parseBoolean(text), (message) => cursor.failure(message));
      } else if (cursor.value() === 'datadog_analytics_rate') {
        const [text] = args(cursor, 0, 1);
        const rate =
          text === undefined
            ? 0
            : need(parseFloatingPoint(text), (message) => cursor.failure(message));
        if (rate > 1 || rate < 0) {
          throw cursor.failure(
            `datadog analytics rate must be between 0 and 1, '${rate.toFixed(6)}' is not supported`,
          );
        }
      } else {
        throw unknownProperty(cursor);
      }
    }
  }
  return [pass('trace')];
};
