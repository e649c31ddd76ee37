import { parseAddress } from '../go/address.ts';
import { quote } from '../go/quote.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import type { Setup } from './setup.ts';

/** The interfaces of a pod, and what is known of their addresses. */
const INTERFACES: ReadonlyMap<string, readonly string[]> = new Map([
  ['lo', ['127.0.0.1', '::1']],
  ['eth0', ['eth0']],
]);

/** Source: CoreDNS plugin/bind/setup.go. */
export const setupBind: Setup = (cursor, block) => {
  const hosts: string[] = [];
  while (cursor.next()) {
    const addresses = cursor.remainingArgs();
    if (addresses.length === 0) {
      throw cursor.failure('at least one address or interface name is expected');
    }
    const position = cursor.position;
    let except: readonly string[] = [];
    while (cursor.nextBlock()) {
      if (cursor.value() !== 'except')
        throw cursor.failure(`invalid option ${quote(cursor.value())}`);
      except = cursor.remainingArgs();
      if (except.length === 0) {
        throw cursor.failure(
          'at least one address or interface must be given to except subdirective',
        );
      }
    }
    const bound = addresses.flatMap((text) => addressesOf(cursor, text));
    const left = new Set(except.flatMap((text) => addressesOf(cursor, text)));
    hosts.push(...bound.filter((host) => !left.has(host)));
    block.notModelled(
      'Which addresses the container has is not known: the server is taken to listen where it is asked.',
      position,
    );
  }
  block.listenHosts = hosts;
  return [];
};

function addressesOf(cursor: Dispenser, text: string): readonly string[] {
  const known = INTERFACES.get(text);
  if (known) return known;
  if (parseAddress(text)) return [text];
  throw cursor.failure(`not a valid IP address or interface name: ${quote(text)}`);
}
