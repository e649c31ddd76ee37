import type { Dispenser } from '../parse/dispenser.ts';
import type { Setup } from './setup.ts';

export interface HeaderConfig {
  readonly kind: 'header';
  /** What becomes of the flag `aa` of replies; undefined: nothing. */
  readonly authoritative: boolean | undefined;
}

const FLAGS = ['aa', 'ra', 'rd'];

/** Of several uses the first one that has rules counts. Source: CoreDNS plugin/header/setup.go. */
export const setupHeader: Setup = (cursor) => {
  while (cursor.next()) {
    let rules = 0;
    let authoritative: boolean | undefined;
    while (cursor.nextBlock()) {
      const { selector, state, flags } = readRules(cursor);
      rules += flags.length;
      if (selector === 'response' && flags.includes('aa')) authoritative = state;
    }
    if (rules > 0) return [{ kind: 'header', authoritative }];
  }
  throw cursor.argumentError();
};

function readRules(cursor: Dispenser): { selector: string; state: boolean; flags: string[] } {
  const fail = (message: string) => cursor.failure(`setting up rule: ${message}`);
  const selector = cursor.value().toLowerCase();
  if (selector !== 'query' && selector !== 'response') {
    throw fail(`invalid selector=${selector} should be query or response`);
  }
  const action = cursor.nextArg() ? cursor.value() : '';
  const flags = cursor.remainingArgs().map((flag) => flag.toLowerCase());
  if (action === '') throw fail('no flag action provided');
  if (flags.length === 0) throw fail('invalid length for flags, at least one should be provided');
  const lower = action.toLowerCase();
  if (lower !== 'set' && lower !== 'clear') {
    throw fail(`unknown flag action=${lower}, should be set or clear`);
  }
  const unknown = flags.find((flag) => !FLAGS.includes(flag));
  if (unknown !== undefined) throw fail(`unknown/unsupported flag=${unknown}`);
  return { selector, state: lower === 'set', flags };
}
