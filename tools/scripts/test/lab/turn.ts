import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL = 1000;

/**
 * Waits until no other test of the lab runs on this machine, and lets others wait until this process ends: they share a
 * lab. The turn is a socket in the kernel's own namespace of names (unix(7)), which no end of a process leaves behind.
 * @param say takes one line, where it has to wait
 */
export async function takeTurn(say: (line: string) => void): Promise<void> {
  if (await isTaken()) say('another test of the lab runs on this machine: waiting for it to end');
  else return;
  while (await isTaken()) await sleep(POLL);
}

/** False once this process has the turn. */
async function isTaken(): Promise<boolean> {
  const server = net.createServer();
  return new Promise((resolve, reject) => {
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(true);
      else reject(error);
    });
    server.listen('\0fingerpost-lab-test', () => {
      server.unref();
      resolve(false);
    });
  });
}
