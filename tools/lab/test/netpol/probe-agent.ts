/**
 * Listens on the addresses and ports of its arguments (two comma lists), TCP and UDP, in the network namespace that it was started in, and tries
 * connections from there: questions and answers are lines of JSON.
 */
import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Packet } from './judge.ts';

/** A list of first packets, all sent at once. */
export interface Question {
  readonly packets: readonly Packet[];
  readonly timeoutMs: number;
}

const [addresses = '', ports = ''] = process.argv.slice(2);

/** Each address for itself, so that answers come from the address that was asked. */
async function listen(host: string, port: number): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end();
  });
  await new Promise<void>((resolve) => server.listen({ host, port }, resolve));
  const socket = createSocket(familyOf(host), (message, { address, port: sender }) => {
    socket.send(message, sender, address);
  });
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => socket.bind({ address: host, port }, resolve));
}

function familyOf(address: string): 'udp4' | 'udp6' {
  return address.includes(':') ? 'udp6' : 'udp4';
}

function tryPacket({ from, to, protocol, port }: Packet, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    if (protocol === 'UDP') {
      const socket = createSocket(familyOf(to));
      const end = (isOpen: boolean): void => {
        clearTimeout(timer);
        socket.close(() => resolve(isOpen));
      };
      const timer = setTimeout(end, timeoutMs, false);
      socket.once('message', () => end(true));
      socket.on('error', () => undefined);
      socket.bind({ address: from }, () => socket.send('?', port, to));
      return;
    }
    const socket = connect({ host: to, port, localAddress: from });
    const end = (isOpen: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(isOpen);
    };
    const timer = setTimeout(end, timeoutMs, false);
    socket.once('connect', () => end(true));
    socket.on('error', () => undefined);
  });
}

await Promise.all(
  addresses
    .split(',')
    .flatMap((host) => ports.split(',').map((port) => listen(host, Number(port)))),
);
process.stdout.write('"ready"\n');
for await (const line of createInterface(process.stdin)) {
  const { packets, timeoutMs }: Question = JSON.parse(line);
  const open = await Promise.all(packets.map((packet) => tryPacket(packet, timeoutMs)));
  process.stdout.write(`${JSON.stringify(open)}\n`);
}
process.exit();
