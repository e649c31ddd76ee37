import path from 'node:path';
import process from 'node:process';

import { CONTROL } from '../layout.ts';
import { inLab, PACKAGE } from '../paths.ts';
import { stop } from '../process/kill.ts';
import { start } from '../process/start.ts';

const NAME = 'gateway';

/** Starts the stand-in for a controller of Gateways, anew where it runs. */
export async function startGateway(): Promise<void> {
  await stop(NAME);
  start({
    name: NAME,
    command: process.execPath,
    namespace: CONTROL,
    args: [path.join(PACKAGE, 'src', 'gateway', 'main.ts'), inLab('config', 'admin.kubeconfig')],
  });
}
