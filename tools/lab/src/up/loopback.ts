import { fork } from 'node:child_process';
import { closeSync, openSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import path from 'node:path';
import process from 'node:process';

import { LabError } from '../lab-error.ts';
import { CONTROL } from '../layout.ts';
import { inLab, labFolder } from '../paths.ts';
import { MARK } from '../process/mark.ts';
import { writePidFile } from '../process/pid-file.ts';
import { logFile } from '../process/start.ts';

/** The port is the same from lab to lab unless somebody else has it. */
const PREFERRED_PORT = 16_443;

/**
 * Opens the only way into the lab: a port on the machine's loopback that leads to the API server. The socket listens in the
 * machine's namespace; the process that serves it runs in the control plane's, to which it is handed over.
 * @returns the port
 */
export async function openLoopback(): Promise<number> {
  const server = await listen(PREFERRED_PORT).catch(() => listen(0));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new LabError('no port on loopback');
  mkdirSync(inLab('logs'), { recursive: true });
  const log = openSync(logFile('loopback'), 'a');
  const child = fork(path.join(import.meta.dirname, 'forward.ts'), [], {
    execPath: 'nsenter',
    execArgv: [`--net=/run/netns/${CONTROL}`, process.execPath],
    cwd: inLab('run'),
    detached: true,
    env: { ...process.env, [MARK]: labFolder() },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  if (child.pid === undefined) throw new LabError('the loopback listener does not start');
  writePidFile('loopback', child.pid);
  await new Promise<void>((resolve, reject) => {
    const limit = setTimeout(
      () => reject(new LabError('the loopback listener does not answer')),
      10_000,
    );
    child.once('exit', () =>
      reject(new LabError(`the loopback listener ended: ${logFile('loopback')}`)),
    );
    child.once('message', () => {
      clearTimeout(limit);
      resolve();
    });
    child.send('listen', server);
  });
  child.removeAllListeners();
  child.disconnect();
  child.unref();
  server.close();
  return address.port;
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
