import { rmSync } from 'node:fs';

import { definitionFile } from '../build/definitions.ts';
import { findPrograms } from '../build/programs.ts';
import { CONTROL, CONTROL_ADDRESS } from '../layout.ts';
import { inLab } from '../paths.ts';
import { finish, run } from '../process/run.ts';
import type { Finished, RunOptions } from '../process/run.ts';
import { stop } from '../process/kill.ts';
import { assertRuns } from '../process/start.ts';
import { waitFor } from '../process/wait.ts';
import { startApiServer } from '../up/control-plane.ts';
import type { ApiServer } from '../up/control-plane.ts';

/**
 * The cluster that Argo CD knows as prod: an API server with a store of its own, without controllers and without nodes. It is
 * enough to see what Argo CD would do there, and that nothing is done.
 */
const SERVER: ApiServer = {
  name: 'prod-apiserver',
  port: 6445,
  etcd: 'prod-etcd',
  etcdPort: 2399,
};

/** As programs in the control plane's namespace reach it. */
export const PROD_ADDRESS = `https://${CONTROL_ADDRESS}:${SERVER.port}`;

/** Starts it anew and empty, but for the custom resources that every cluster of this repository has. */
export async function startProdCluster(): Promise<void> {
  for (const name of [SERVER.name, SERVER.etcd]) await stop(name);
  rmSync(inLab('run', SERVER.etcd), { recursive: true, force: true });
  startApiServer(findPrograms(), SERVER);
  await waitFor('the API server of prod is ready', 120_000, async () => {
    assertRuns(SERVER.etcd);
    assertRuns(SERVER.name);
    return (await tryProdKubectl(['get', '--raw', '/readyz'])).code === 0;
  });
  const sets = ['gateway-api', 'prometheus-operator'] as const;
  const files = sets.map((set) => `--filename=${definitionFile(set)}`);
  await prodKubectl(['apply', '--server-side', '--field-manager=fingerpost-lab', ...files]);
}

/** Runs kubectl as the administrator of prod and returns what it prints; fails if it does. */
export function prodKubectl(args: readonly string[], options: RunOptions = {}): Promise<string> {
  return run('nsenter', command(args), options);
}

/** The same, whatever it exits with. */
function tryProdKubectl(args: readonly string[]): Promise<Finished> {
  return finish('nsenter', command(args));
}

/** Its port is on no loopback of the machine, so kubectl runs where it is. */
function command(args: readonly string[]): readonly string[] {
  const config = ['--kubeconfig', inLab('config', 'admin.kubeconfig'), '--server', PROD_ADDRESS];
  return [`--net=/run/netns/${CONTROL}`, findPrograms().hyper, 'kubectl', ...config, ...args];
}
