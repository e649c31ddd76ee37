import { parseAddress } from '../go/address.ts';
import { quote } from '../go/quote.ts';
import { splitHostPort } from '../go/host-port.ts';
import { normalizeZones, originsOf } from '../names/origins.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import type { PluginConfig } from './plugin.ts';
import { arg, args, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/secondary/setup.go. What is transferred is not known. */
export const setupSecondary: Setup = (cursor, block) => {
  const plugins: PluginConfig[] = [];
  while (cursor.next()) {
    if (cursor.value() !== 'secondary') continue;
    const zones = originsOf(cursor.remainingArgs(), block.keys);
    let transfer = false;
    while (cursor.nextBlock()) {
      switch (cursor.value()) {
        case 'transfer':
          checkTransfer(cursor);
          transfer = true;
          break;
        case 'catalog':
          for (const zone of cursor.remainingArgs()) {
            if (normalizeZones(zone).length === 0) {
              throw cursor.failure(`invalid catalog member zone ${quote(zone)}`);
            }
          }
          break;
        case 'fallthrough':
          cursor.remainingArgs();
          break;
        default:
          throw unknownProperty(cursor);
      }
    }
    if (!transfer) throw cursor.error('secondary zones require a transfer from property');
    plugins.push({ kind: 'unknown', plugin: 'secondary', zones });
  }
  return plugins;
};

function checkTransfer(cursor: Dispenser): void {
  const value = arg(cursor);
  if (value !== 'from') throw cursor.error(`unknown property ${value}`);
  for (const from of args(cursor, 1, Infinity)) {
    if (from === '*') throw cursor.failure("can't use '*' in transfer from");
    checkHost(cursor, from);
  }
}

/** An address, with or without port (`parse.HostPort`). */
export function checkHost(cursor: Dispenser, text: string): void {
  const split = splitHostPort(text);
  const host = 'value' in split ? split.value.host : text;
  const percent = host.lastIndexOf('%');
  if (!parseAddress(percent === -1 ? host : host.slice(0, percent))) {
    throw cursor.failure(`must specify an IP address: \`${host}'`);
  }
}
