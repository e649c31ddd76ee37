import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

import { LabError } from '../lab-error.ts';
import { cacheFolder, PACKAGE } from '../paths.ts';
import { MARK } from '../process/mark.ts';
import { run } from '../process/run.ts';
import { keep } from './build-module.ts';

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

/** Where the definitions of all sets are or will be. */
function folderOf(): string {
  const hash = createHash('sha256').update(JSON.stringify(SOURCES));
  for (const file of ['go.mod', 'go.sum'])
    hash.update(readFileSync(path.join(moduleFolder(), file)));
  return path.join(cacheFolder(), `definitions-${hash.digest('hex').slice(0, 16)}`);
}

/** The file with the CustomResourceDefinitions of a set. */
export function definitionFile(set: DefinitionSet): string {
  return path.join(folderOf(), `${set}.yaml`);
}

/** Whether the cache has the definitions. */
export function areCollected(): boolean {
  return existsSync(folderOf());
}

/** Copies the definitions from Go's module cache, which checks them against go.sum, into the lab's. */
export async function collectDefinitions(): Promise<void> {
  const folder = folderOf();
  if (areCollected()) return;
  mkdirSync(cacheFolder(), { recursive: true });
  const unfinished = mkdtempSync(path.join(cacheFolder(), '.definitions-'));
  try {
    for (const [set, source] of Object.entries(SOURCES)) {
      writeFileSync(path.join(unfinished, `${set}.yaml`), await readDefinitions(source));
    }
    keep(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
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
