import fs from 'node:fs';
import path from 'node:path';

import { memoryFileSystem, readResources } from 'kustomize-ts';

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

/** A temporary git repository with a branch `environment/<env>` for each folder below `rendered`. */
export function makeRenderedBranches(
  t: Pick<ExecutionContext, 'teardown'>,
  rendered: string,
): RenderedBranches {
  const { git, write } = makeFolder(t, {});
  git('init', '--quiet');
  for (const environment of directories(rendered)) {
    git('checkout', '--quiet', '--orphan', `environment/${environment}`);
    git('rm', '-r', '--quiet', '--force', '--ignore-unmatch', '.');
    // What lies beside the manifests must become no Application and no object.
    write({ 'hydrator.metadata': '{"drySha": ""}\n', '.gitattributes': '* -text\n' });
    write({ '.hidden/go-server/manifest.yaml': 'not: read\n' });
    for (const unit of directories(path.join(rendered, environment))) {
      const file = path.join(rendered, environment, unit, 'manifest.yaml');
      write({
        [`${unit}/manifest.yaml`]: fs.readFileSync(file, 'utf8'),
        [`${unit}/README.md`]: `# ${unit}\n`,
        [`${unit}/hydrator.metadata`]: '{"commands": []}\n',
      });
    }
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
