import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { object, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

import { definitionFile } from '../build/definitions.ts';
import { buildPrograms, findProgram } from '../build/programs.ts';
import { kubectl, tryKubectl } from '../kubectl.ts';
import { API_SERVER, CONTROL } from '../layout.ts';
import { inLab } from '../paths.ts';
import { stop } from '../process/kill.ts';
import { SEARCH_PATH } from '../process/search-path.ts';
import { assertRuns, start } from '../process/start.ts';
import { waitFor } from '../process/wait.ts';
import { isListening } from '../system/sockets.ts';
import { argoModule } from './argo-module.ts';
import { clusterSecret } from './clusters.ts';
import { subscribe } from './messages/subscription.ts';
import { PROD } from './prod-cluster.ts';
import { argoPrograms, PORTS } from './programs.ts';
import type { ArgoProgram } from './programs.ts';
import { readArgoSettings } from './settings.ts';

export interface ArgoOptions {
  /** `apps/argocd`, absolute. */
  readonly component: string;
  /** Takes one line of progress. */
  readonly say: (line: string) => void;
}

const START_LIMIT = 60_000;
const APPLY = ['apply', '--server-side', '--force-conflicts', '--field-manager=fingerpost-lab'];

/**
 * Installs Argo CD's objects in the lab, with the settings of this repository, and starts its programs anew. It knows the lab
 * as the cluster dev, and an API server without nodes as prod. Returns when all programs listen.
 */
export async function startArgo({ component, say }: ArgoOptions): Promise<void> {
  const begun = performance.now();
  const done = (what: string) =>
    say(`${((performance.now() - begun) / 1000).toFixed(1)} s  ${what}`);
  await buildPrograms(['argocd'], (line) => {
    if (!line.endsWith('built before')) say(line);
  });
  const binary = findProgram('argocd', 'argocd');
  const module = await argoModule();
  await PROD.start();
  done('a cluster for prod');
  await kubectl([...APPLY, `--filename=${definitionFile('argocd')}`]);
  await awaitDefinitions();
  const folder = inLab('argo');
  const settings = readArgoSettings({ module, component, folder: path.join(folder, 'install') });
  await applyObjects([...settings.map(withSubscription), ...clusters()]);
  done('definitions and settings of Argo CD');

  const places = {
    binary,
    redis: 'redis-server',
    folder,
    kubeconfig: inLab('config', 'admin.kubeconfig'),
    namespace: CONTROL,
    tools: makeFolders(folder, module),
    searchPath: SEARCH_PATH,
  };
  const programs = argoPrograms(places);
  for (const { name } of programs.toReversed()) await stop(name);
  for (const program of programs) start(program);
  for (const program of programs) await awaitProgram(program);
  done('Argo CD');
}

/** kubectl's own wait fails at a definition that has no conditions yet, and has to be asked again. */
async function awaitDefinitions(): Promise<void> {
  const args = ['wait', '--for=condition=Established', 'crd', '--all', '--timeout=20s'];
  await waitFor('the definitions of Argo CD are served', START_LIMIT, async () => {
    return (await tryKubectl(args)).code === 0;
  });
}

/** Applies objects on the server, over what others wrote. */
export async function applyObjects(objects: readonly JsonObject[]): Promise<void> {
  await kubectl([...APPLY, '--filename=-'], {
    input: objects.map((one) => JSON.stringify(one)).join('\n---\n'),
  });
}

function withSubscription(setting: JsonObject): JsonObject {
  const name = text(object(setting, 'metadata'), 'name');
  return name === 'argocd-notifications-cm' ? subscribe(setting, PORTS.messages) : setting;
}

function clusters(): readonly JsonObject[] {
  const pem = (file: string) => readFileSync(inLab('pki', file), 'utf8');
  const access = {
    authority: pem('ca.crt'),
    certificate: pem('admin.crt'),
    key: pem('admin.key'),
  };
  return [
    clusterSecret({ name: 'dev', server: API_SERVER, ...access }),
    clusterSecret({ name: 'prod', server: PROD.address, ...access }),
  ];
}

async function awaitProgram({ name, port }: ArgoProgram): Promise<void> {
  await waitFor(`${name} listens on ${port}`, START_LIMIT, () =>
    isListening(assertRuns(name).pid, port),
  );
}

/** What the image of Argo CD has, and its volumes. Returns the folder of programs that it looks for in its PATH. */
function makeFolders(folder: string, module: string): string {
  // What was fetched and rendered for an earlier lab is of no use.
  rmSync(path.join(folder, 'tmp'), { recursive: true, force: true });
  for (const name of ['tmp', 'tls', 'ssh', 'gpg/keys', 'gpg/source', 'plugins', 'tools']) {
    mkdirSync(path.join(folder, name), { recursive: true });
  }
  // GnuPG refuses a folder that others can read.
  chmodSync(path.join(folder, 'gpg', 'keys'), 0o700);
  writeFileSync(path.join(folder, 'ssh', 'ssh_known_hosts'), '');
  const tools = path.join(folder, 'tools');
  const verify = path.join(tools, 'git-verify-wrapper.sh');
  copyFileSync(path.join(module, 'hack', 'git-verify-wrapper.sh'), verify);
  chmodSync(verify, 0o755);
  return tools;
}
