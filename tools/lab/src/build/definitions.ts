import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { LabError } from '../lab-error.ts';
import { PACKAGE } from '../paths.ts';
import { MARK } from '../process/mark.ts';
import { run } from '../process/run.ts';
import { locateEntry, makeEntry } from './cache.ts';

/** The Go modules whose CustomResourceDefinitions the lab's cluster has, and where they stand in them. */
const SOURCES = {
  'gateway-api': {
    module: 'sigs.k8s.io/gateway-api',
    files: 'config/crd/standard/gateway.networking.k8s.io_*.yaml',
  },
  'prometheus-operator': {
    module: 'github.com/prometheus-operator/prometheus-operator',
    files:
      'example/prometheus-operator-crd/monitoring.coreos.com_{probes,prometheusrules,servicemonitors}.yaml',
  },
  argocd: { module: 'github.com/argoproj/argo-cd/v3', files: 'manifests/crds/*-crd.yaml' },
} as const;

type Source = (typeof SOURCES)[keyof typeof SOURCES];
export type DefinitionSet = keyof typeof SOURCES;

/** Its name in the cache, which holds the definitions of all sets. */
function entryName(): string {
  const hash = createHash('sha256').update(JSON.stringify(SOURCES));
  for (const file of ['go.mod', 'go.sum'])
    hash.update(readFileSync(path.join(moduleFolder(), file)));
  return `definitions-${hash.digest('hex').slice(0, 16)}`;
}

/** The file with the CustomResourceDefinitions of a set. */
export function definitionFile(set: DefinitionSet): string {
  return path.join(locateEntry(entryName()), `${set}.yaml`);
}

/** Whether the cache has the definitions. */
export function areCollected(): boolean {
  return existsSync(locateEntry(entryName()));
}

/** Copies the definitions from Go's module cache, which checks them against go.sum, into the lab's. */
export async function collectDefinitions(): Promise<void> {
  await makeEntry(entryName(), async (folder) => {
    for (const [set, source] of Object.entries(SOURCES)) {
      writeFileSync(path.join(folder, `${set}.yaml`), await readDefinitions(source));
    }
  });
}

async function readDefinitions({ module, files }: Source): Promise<string> {
  const told = await run('go', ['mod', 'download', '-json', module], {
    folder: moduleFolder(),
    environment: { GOFLAGS: '-mod=readonly', [MARK]: '' },
    deadline: 10 * 60_000,
  });
  const { Dir } = JSON.parse(told) as { readonly Dir: string };
  const names = globSync(files, { cwd: Dir }).toSorted();
  if (names.length === 0) throw new LabError(`${module} has no ${files}: correct the path`);
  return names.map((name) => readFileSync(path.join(Dir, name), 'utf8')).join('\n---\n');
}

function moduleFolder(): string {
  return path.join(PACKAGE, 'go', 'manifests');
}
