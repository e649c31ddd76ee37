/** A process of its own: hands connections of a listening socket that it is sent on to the API server of its network namespace. */
import { connect, Server } from 'node:net';
import process from 'node:process';

import { CONTROL_ADDRESS } from '../layout.ts';

process.on('message', (_message, server: unknown) => {
  if (!(server instanceof Server)) throw new TypeError('no server came with the message');
  server.on('connection', (client) => {
    const upstream = connect(6443, CONTROL_ADDRESS);
    client.setNoDelay(true);
    upstream.setNoDelay(true);
    // Either end that breaks takes the other with it.
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    client.pipe(upstream);
    upstream.pipe(client);
  });
  process.send?.('ready');
});
