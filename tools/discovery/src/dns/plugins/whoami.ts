import { parseAddress } from '../../corefile/go/address.ts';
import type { Handler } from '../message.ts';
import { reply } from './replies.ts';

/** Says who asks, in the additional section; the port is left out. Source: CoreDNS plugin/whoami/whoami.go. */
export const whoami: Handler = ({ name, client }) => {
  const address = client === undefined ? undefined : parseAddress(client);
  if (client === undefined || !address) return reply('NOERROR', { authoritative: true });
  const type = address.bits === 32 ? 'A' : 'AAAA';
  return reply('NOERROR', {
    authoritative: true,
    additional: [{ owner: name, type, value: client, ttl: 0 }],
  });
};
