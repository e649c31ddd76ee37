import { posix } from 'node:path';

import { parsePath } from '@fingerpost/changes';
import type { FileSystem } from 'kustomize-ts';

import { readYamlDocument } from './yaml-document.ts';

/** What the commands need of `overlays/<environment>/environment.yaml`. */
export interface Environment {
  readonly name: string;
  readonly clusterDomain: string;
  /** Paths at which the environment is meant to differ from others, as `parsePath` reads them. */
  readonly expectedDifferences: readonly (readonly string[])[];
  /** There is no file; the values are the defaults. */
  readonly assumed: boolean;
}

const IDENTITY = [
  ['apiVersion', 'fingerpost.dev/v1'],
  ['kind', 'Environment'],
] as const;

const DEFAULT_DOMAIN = 'cluster.local';

/**
 * Reads an environment; without a file defaults hold.
 * Throws a KustomizeError with line and column where the file is not what it has to be.
 */
export function readEnvironment(fileSystem: FileSystem, root: string, name: string): Environment {
  const file = posix.join(root, 'overlays', name, 'environment.yaml');
  const bytes = fileSystem.readFile(file);
  if (!bytes) {
    return { name, clusterDomain: DEFAULT_DOMAIN, expectedDifferences: [], assumed: true };
  }
  const document = readYamlDocument(bytes, fileSystem.displayPath?.(file) ?? file);
  for (const [field, wanted] of IDENTITY) {
    const actual = document.text(field);
    if (actual === wanted) continue;
    const reason = `${field} is ${actual ?? 'missing'}`;
    throw document.wrong([field], reason, `write ${field}: ${wanted}`);
  }
  const expectedDifferences = document.texts('spec', 'expectedDifferences').map((entry) => {
    const path = parsePath(entry.text);
    if (path) return path;
    throw entry.wrong(
      `${entry.text} is not a path of a field`,
      'write it like spec.replicas or spec.ports[http].port',
    );
  });
  const clusterDomain = document.text('spec', 'clusterDomain') ?? DEFAULT_DOMAIN;
  return { name, clusterDomain, expectedDifferences, assumed: false };
}
