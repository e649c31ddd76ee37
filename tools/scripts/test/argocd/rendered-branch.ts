import fs from 'node:fs';
import path from 'node:path';

import { renderBranch } from '@fingerpost/publish';
import {
  build,
  createBuildCache,
  diskFileSystem,
  KUSTOMIZE_VERSION,
  memoryFileSystem,
  readResources,
} from 'kustomize-ts';

import { makeFolder } from '../repository.ts';
import type { ExecutionContext } from 'ava';
import type { Applied } from './permits.ts';
import type { Source } from './types.ts';

/** What Argo CD sees of a repository with rendered branches. */
export interface RenderedBranches {
  /** The folders of a branch as the repo-server lists them: all that are not hidden, nor in one that is. */
  directoriesOf(branch: string): readonly string[];
  /** The objects that Argo CD reads of a source: of its folder alone, of YAML and JSON files that are included. */
  objectsOf(source: Source): readonly Applied[];
}

/** What the branches say of themselves does not matter here. */
const DRY = {
  sha: '0'.repeat(40),
  repoURL: '',
  author: { name: 'Test', email: 'test@example.com' },
  seconds: 0,
  subject: 'Test',
};

/** A temporary git repository with the branch that is published of each environment. */
export function makeRenderedBranches(
  t: Pick<ExecutionContext, 'teardown'>,
  repository: string,
): RenderedBranches {
  const { git, write } = makeFolder(t, {});
  const options = {
    fileSystem: diskFileSystem(),
    cache: createBuildCache(),
    strict: true,
  } as const;
  git('init', '--quiet');
  for (const environment of directories(path.join(repository, 'overlays'))) {
    const folder = path.join(repository, 'overlays', environment);
    const units = directories(folder)
      .filter((name) => fs.existsSync(path.join(folder, name, 'kustomization.yaml')))
      .map((name) => ({ name, ...build(path.join(folder, name), options) }));
    const tools = { fingerpost: '0.0.0', kustomize: KUSTOMIZE_VERSION };
    const { files } = renderBranch({ environment, root: '', units, dry: DRY, tools });
    git('checkout', '--quiet', '--orphan', `environment/${environment}`);
    git('rm', '-r', '--quiet', '--force', '--ignore-unmatch', '.');
    const decoder = new TextDecoder();
    write(Object.fromEntries([...files].map(([name, bytes]) => [name, decoder.decode(bytes)])));
    // A hidden folder must become no Application.
    write({ '.hidden/manifest.yaml': 'not: read\n' });
    git('add', '--all', '--force');
    git('commit', '--quiet', '--message', environment);
  }

  return {
    directoriesOf: (branch) =>
      git('ls-tree', '-r', '-d', '-z', '--name-only', branch)
        .split('\0')
        .filter((name) => name !== '' && !name.split('/').some((part) => part.startsWith('.'))),
    objectsOf: ({ targetRevision, path: folder, directory }) => {
      const names = git('ls-tree', '-z', '--name-only', `${targetRevision}:${folder}`).split('\0');
      const include = directory?.include;
      if (include === undefined || !/^[\w.-]+$/.test(include)) {
        throw new Error(`${folder}: this test knows an include that names one file`);
      }
      const read = names.filter((name) => /\.(?:yaml|yml|json|jsonnet)$/.test(name));
      return read.filter((name) => name === include).flatMap((name) => objectsIn(folder, name));

      function objectsIn(unit: string, name: string): Applied[] {
        const text = git('show', `${targetRevision}:${unit}/${name}`);
        const file = `/${unit}/${name}`;
        const { resources, errors } = readResources([file], memoryFileSystem({ [file]: text }));
        if (errors[0] !== undefined) throw errors[0];
        return resources.map(({ apiVersion, kind, name: own, namespace }) => ({
          group: apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '',
          kind,
          name: own,
          namespace: namespace ?? '',
        }));
      }
    },
  };
}

function directories(folder: string): string[] {
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
