import { parseSigned } from '../go/number.ts';
import { quote } from '../go/quote.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import { args, duration, need, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';

export interface ErraticConfig {
  readonly kind: 'erratic';
  /** Every so many questions none is answered; 0: all are. */
  readonly drop: number;
}

/** Source: CoreDNS plugin/erratic/setup.go. */
export const setupErratic: Setup = (cursor) => {
  let drop = 2;
  let dropWritten = false;
  let others = 0;
  while (cursor.next()) {
    while (cursor.nextBlock()) {
      switch (cursor.value()) {
        case 'drop': {
          const [amount] = args(cursor, 0, 1);
          if (amount === undefined) break;
          drop = readAmount(cursor, amount);
          dropWritten = true;
          break;
        }
        case 'delay': {
          const [amount, time] = args(cursor, 0, 2);
          others += amount === undefined ? 2 : readAmount(cursor, amount);
          if (time !== undefined) duration(cursor, time);
          break;
        }
        case 'truncate': {
          const [amount] = args(cursor, 0, 1);
          others += amount === undefined ? 2 : readAmount(cursor, amount);
          break;
        }
        case 'large':
          break;
        default:
          throw unknownProperty(cursor);
      }
    }
  }
  return [{ kind: 'erratic', drop: others > 0 && !dropWritten ? 0 : drop }];
};

function readAmount(cursor: Dispenser, text: string): number {
  const amount = need(parseSigned(text, 32), (message) => cursor.failure(message));
  if (amount < 0) throw cursor.failure(`illegal amount value given ${quote(text)}`);
  return amount;
}
