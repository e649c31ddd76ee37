import { rmSync } from 'node:fs';

import { definitionFile } from '../build/definitions.ts';
import { findPrograms } from '../build/programs.ts';
import type { Kubectl } from '../kubectl.ts';
import { CONTROL, CONTROL_ADDRESS } from '../layout.ts';
import { inLab } from '../paths.ts';
import { stop } from '../process/kill.ts';
import { finish, run } from '../process/run.ts';
import { assertRuns } from '../process/start.ts';
import { waitFor } from '../process/wait.ts';
import { awaitDefinitions } from './await-definitions.ts';
import { startApiServer } from './control-plane.ts';
import type { ApiServer } from './control-plane.ts';

/** An API server beside the lab's, with a store of its own, without controllers and without nodes. */
export interface EmptyCluster {
  /** As programs in the control plane's namespace reach it. */
  readonly address: string;
  /** Runs kubectl as its administrator, whatever it exits with. */
  readonly tryKubectl: Kubectl;
  /** Empties it, starts it, and brings the custom resources that every cluster of this repository has. */
  start(): Promise<void>;
  remove(): Promise<void>;
}

/** Describes one; nothing runs until it is started. */
export function emptyCluster(server: ApiServer): EmptyCluster {
  const address = `https://${CONTROL_ADDRESS}:${server.port}`;

  /** Its port is on no loopback of the machine, so kubectl runs where it is. */
  function command(args: readonly string[]): readonly string[] {
    const config = ['--kubeconfig', inLab('config', 'admin.kubeconfig'), '--server', address];
    return [`--net=/run/netns/${CONTROL}`, findPrograms().hyper, 'kubectl', ...config, ...args];
  }
  const tryKubectl: Kubectl = (args, options) => finish('nsenter', command(args), options);

  async function start(): Promise<void> {
    // One that was killed before it ended would answer, and its store is not empty.
    await remove();
    startApiServer(findPrograms(), server);
    await waitFor(`${server.name} is ready`, 120_000, async () => {
      assertRuns(server.etcd);
      assertRuns(server.name);
      return (await tryKubectl(['get', '--raw', '/readyz'])).code === 0;
    });
    const sets = ['gateway-api', 'prometheus-operator'] as const;
    const files = sets.map((set) => `--filename=${definitionFile(set)}`);
    await run('nsenter', command(['create', ...files]));
    await awaitDefinitions(tryKubectl);
  }

  async function remove(): Promise<void> {
    for (const name of [server.name, server.etcd]) await stop(name);
    rmSync(inLab('run', server.etcd), { recursive: true, force: true });
  }

  return { address, tryKubectl, start, remove };
}
