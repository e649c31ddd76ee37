import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

import { findWorkingTree, readGit } from '@fingerpost/changes';
import { environmentsRepository } from '@fingerpost/lab';
import { toPosixPath } from 'kustomize-ts';

import { publishLocally } from '../../src/lab/publish-locally.ts';
import { awaitSynced, findApplication } from './application.ts';
import { readField, readObject } from './objects.ts';
import { seconds, until } from './step.ts';

const UNIT = 'orders-external';
const FOLDER = `overlays/dev/${UNIT}`;
const SERVICE = { namespace: 'data', object: `service/${UNIT}` };
const LIMIT = 180_000;

/** The third external name of dev, a Service and nothing else. */
const FILES = {
  'kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: data
resources:
  - service.yaml
`,
  'service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: ${UNIT}
  labels:
    app.kubernetes.io/name: ${UNIT}
spec:
  type: ExternalName
  externalName: postgres.dev.corp.internal
`,
};

/**
 * A commit with a folder more, published as every commit is, and nothing else: an Application comes and what it has is
 * applied. Without the folder both go again.
 */
export async function newOverlayComes(repository: string): Promise<string> {
  const bare = environmentsRepository();
  const clone = cloneOf(repository);
  try {
    const folder = path.join(clone, FOLDER);
    fs.mkdirSync(folder);
    for (const [name, text] of Object.entries(FILES))
      fs.writeFileSync(path.join(folder, name), text);
    await awaitSynced(`dev-${UNIT}`, publish(clone, bare), LIMIT);
    const came = sinceCommit(bare);
    const target = await readField(SERVICE, '.spec.externalName');
    if (target !== 'postgres.dev.corp.internal') throw new Error(`${UNIT} leads to ${target}`);

    fs.rmSync(folder, { recursive: true });
    publish(clone, bare);
    await until('Application and Service are gone', LIMIT, async () => {
      const left = (await findApplication(`dev-${UNIT}`)) ?? (await readObject(SERVICE));
      return left === undefined ? true : undefined;
    });
    const went = sinceCommit(bare);
    return `synced ${seconds(came)} s after its commit; without it gone after ${seconds(went)} s`;
  } finally {
    fs.rmSync(clone, { recursive: true, force: true });
  }
}

/** Milliseconds since dev's branch moved: other branches are written after it. */
function sinceCommit(bare: string): number {
  return Date.now() - fs.statSync(path.join(bare, 'refs', 'heads', 'environment', 'dev')).mtimeMs;
}

/** Commits everything and publishes it; returns the last commit of dev's branch. */
function publish(clone: string, bare: string): string {
  const identity = ['-c', 'user.name=Lab', '-c', 'user.email=lab@fingerpost.invalid'];
  readGit(clone, ['add', '--all']);
  readGit(clone, [...identity, 'commit', '--quiet', '--message', `Change ${UNIT}`]);
  const dev = publishLocally(toPosixPath(clone), bare, process.env).find(
    ({ branch }) => branch === 'environment/dev',
  );
  if (dev === undefined) throw new Error('dev was not published');
  return dev.sha;
}

function cloneOf(repository: string): string {
  const clone = fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-clone-'));
  const tree = findWorkingTree(toPosixPath(repository));
  readGit(clone, ['clone', '--quiet', '--shared', '--no-local', tree, '.']);
  return clone;
}
