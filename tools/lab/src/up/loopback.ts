import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import path from 'node:path';
import process from 'node:process';

import { LabError } from '../lab-error.ts';
import { CONTROL } from '../layout.ts';
import { inLab } from '../paths.ts';
import { writePidFile } from '../process/pid-file.ts';
import { logFile, programEnvironment } from '../process/start.ts';

/** The port is the same from lab to lab unless somebody else has it. */
const PREFERRED_PORT = 16_443;

const LIMIT = 30_000;

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
    env: programEnvironment(),
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  try {
    if (child.pid !== undefined) writePidFile('loopback', child.pid);
    await handOver(child, server);
  } finally {
    // What is left open here would keep this process from its end.
    child.removeAllListeners();
    child.on('error', () => {});
    if (child.connected) child.disconnect();
    child.unref();
    server.close();
  }
  return address.port;
}

/** Sends the socket to the process, and waits until it says that it has it. */
function handOver(child: ChildProcess, server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) => {
      clearTimeout(limit);
      reject(new LabError(`the loopback listener ${what} (its log: ${logFile('loopback')})`));
    };
    const limit = setTimeout(() => fail(`does not answer within ${LIMIT / 1000} s`), LIMIT);
    child.once('error', (error) => fail(`does not start: ${error.message}`));
    child.once('exit', () => fail('ended'));
    child.once('message', () => {
      clearTimeout(limit);
      resolve();
    });
    child.send('listen', server);
  });
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
