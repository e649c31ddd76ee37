import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { definitionFile } from '../build/definitions.ts';
import { findPrograms } from '../build/programs.ts';
import type { Kubectl } from '../kubectl.ts';
import { LabError } from '../lab-error.ts';
import { CONTROL, CONTROL_ADDRESS } from '../layout.ts';
import { inLab } from '../paths.ts';
import { finish } from '../process/run.ts';
import { stop } from '../process/kill.ts';
import { assertRuns } from '../process/start.ts';
import { waitFor } from '../process/wait.ts';
import { awaitDefinitions } from '../up/await-definitions.ts';
import { SPARE_SERVER, startApiServer } from '../up/control-plane.ts';
import { apply, inOrder } from './apply.ts';
import { givenObjects } from './deploy.ts';
import type { DeployOptions, Deployed } from './deploy.ts';
import { readEnvironmentObjects } from './environment.ts';

/** Until new policies judge: the API server reads them when it hears of them. */
const SETTLE = 1500;

/**
 * Asks an API server whether it takes all objects of an environment. It is one of its own with an empty store, so that
 * neither what runs in the lab nor the policies of another environment have a say, and nothing in the lab changes.
 */
export async function dryRun({ repository, environment, say }: DeployOptions): Promise<Deployed> {
  const { rendered, given } = readEnvironmentObjects(repository, environment);
  const manifests = [...(await givenObjects(given)), ...rendered];
  const programs = findPrograms();
  const net = `--net=/run/netns/${CONTROL}`;
  const kubectl: Kubectl = (args, options) => {
    const server = `--server=https://${CONTROL_ADDRESS}:${SPARE_SERVER.port}`;
    const config = ['--kubeconfig', inLab('config', 'admin.kubeconfig')];
    return finish('nsenter', [net, programs.hyper, 'kubectl', ...config, server, ...args], options);
  };
  // One that was killed before it ended would answer here, and its store is not empty.
  await removeSpare();
  startApiServer(programs, SPARE_SERVER);
  try {
    await waitFor('the API server for the dry run is ready', 120_000, async () => {
      assertRuns(SPARE_SERVER.etcd);
      assertRuns(SPARE_SERVER.name);
      return (await kubectl(['get', '--raw', '/readyz'])).code === 0;
    });
    say('an API server with an empty store is ready');
    await must(kubectl, ['create', '--filename', definitionFile('gateway-api')]);
    await must(kubectl, ['create', '--filename', definitionFile('prometheus-operator')]);
    await awaitDefinitions(kubectl);
    const warnings: string[] = [];
    for (const stage of inOrder(manifests)) {
      warnings.push(...(await apply(kubectl, stage)));
      if (stage.some(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding'))
        await sleep(SETTLE);
    }
    return { objects: manifests.length, warnings, hooks: [] };
  } finally {
    await removeSpare();
  }
}

async function removeSpare(): Promise<void> {
  await stop(SPARE_SERVER.name);
  await stop(SPARE_SERVER.etcd);
  rmSync(inLab('run', SPARE_SERVER.etcd), { recursive: true, force: true });
}

async function must(kubectl: Kubectl, args: readonly string[]): Promise<void> {
  const { code, stderr } = await kubectl(args);
  if (code !== 0) throw new LabError(`kubectl ${args.join(' ')}: ${stderr.trim()}`);
}
