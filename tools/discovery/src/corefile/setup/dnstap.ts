import { parseInteger } from '../go/number.ts';
import { quote } from '../go/quote.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import { pass } from './plugin.ts';
import type { PluginConfig } from './plugin.ts';
import { arg, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/dnstap/setup.go. */
export const setupDnstap: Setup = (cursor) => {
  const plugins: PluginConfig[] = [];
  while (cursor.next()) {
    const words = cursor.remainingArgs();
    if (words.length === 0) throw cursor.argumentError();
    const listens = words[0] === 'listen';
    if (listens && words.length < 2) {
      throw cursor.error('dnstap listen requires an endpoint argument');
    }
    const [, , buffer, queue] = listens ? words.slice(1) : words;
    if (buffer !== undefined)
      checkMultiple(cursor, 'MultipleTcpWriteBuf', buffer, 1024, 'MiB units');
    if (queue !== undefined) checkMultiple(cursor, 'MultipleQueue', queue, 4096, 'x10k messages');
    while (cursor.nextBlock()) readProperty(cursor, listens);
    plugins.push(pass('dnstap'));
  }
  return plugins;
};

function checkMultiple(
  cursor: Dispenser,
  name: string,
  text: string,
  max: number,
  unit: string,
): void {
  const parsed = parseInteger(text);
  if ('error' in parsed) {
    throw cursor.error(`dnstap: invalid ${name} ${quote(text)}: ${parsed.error}`);
  }
  if (parsed.value < 1 || parsed.value > max) {
    throw cursor.error(`dnstap: ${name} must be between 1 and ${max} (${unit}): ${parsed.value}`);
  }
}

function readProperty(cursor: Dispenser, listens: boolean): void {
  switch (cursor.value()) {
    case 'skipverify':
      break;
    case 'tls':
      if (!listens) throw cursor.error('tls directive only valid for listeners');
      if (cursor.remainingArgs().length < 2) {
        throw cursor.error('tls requires cert and key file paths');
      }
      break;
    case 'identity':
    case 'version':
    case 'extra':
      arg(cursor);
      break;
    default:
      throw unknownProperty(cursor);
  }
}
