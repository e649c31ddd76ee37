import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import {
  build,
  createBuildCache,
  diskFileSystem,
  readResources,
  readYaml,
  toJsonValue,
  toPosixPath,
} from 'kustomize-ts';

import { LabError } from '../lab-error.ts';
import { listAt, toManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';

/** All objects of an environment. */
export interface EnvironmentObjects {
  /** What its overlays render to. */
  readonly rendered: readonly Manifest[];
  /** What its cluster brings itself, as `spec.given` of environment.yaml names it. */
  readonly given: readonly Manifest[];
}

/** Renders `overlays/<name>` of a repository and reads what is given there. */
export function readEnvironmentObjects(repository: string, name: string): EnvironmentObjects {
  const folder = path.join(repository, 'overlays', name);
  const file = path.join(folder, 'environment.yaml');
  if (!/^[\w-]+$/.test(name) || !existsSync(file)) {
    throw new LabError(`--env: there is no overlays/${name}/environment.yaml here`);
  }
  const fileSystem = diskFileSystem();
  const cache = createBuildCache();
  const units = globSync('*/kustomization.yaml', { cwd: folder }).toSorted();
  const rendered = units.flatMap((unit) => {
    const directory = toPosixPath(path.join(folder, path.dirname(unit)));
    return build(directory, { fileSystem, cache, strict: true }).resources.map(toManifest);
  });
  const document = readYaml(readFileSync(file), { path: file });
  const globs = listAt(document && toJsonValue(document), 'spec', 'given').filter(
    (glob) => typeof glob === 'string',
  );
  const files = globs.flatMap((glob) => globSync(glob, { cwd: folder })).toSorted();
  const { resources, errors } = readResources(
    files.map((given) => toPosixPath(path.join(folder, given))),
    fileSystem,
  );
  if (errors[0] !== undefined) throw errors[0];
  return { rendered, given: resources.map(toManifest) };
}
