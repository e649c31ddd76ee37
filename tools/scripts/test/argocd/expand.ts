import { posix } from 'node:path';

import { renderTemplate } from './go-template.ts';
import type { Parameters } from './go-template.ts';
import type { Application, ApplicationSet } from './types.ts';

interface GitGenerator {
  readonly repoURL: string;
  readonly revision: string;
  readonly directories: readonly { readonly path: string; readonly exclude?: boolean }[];
}

const FINALIZER = 'resources-finalizer.argocd.argoproj.io';

/**
 * The Applications that the ApplicationSet controller makes of one git generator with directories. What is read here in
 * another way than there is refused.
 * Source: applicationset/generators/git.go, applicationset/utils/utils.go of Argo CD 3.5.
 *
 * @param directoriesOf the folders of a branch, as the repo-server lists them.
 */
export function expand(
  set: ApplicationSet,
  directoriesOf: (revision: string) => readonly string[],
): Application[] {
  const { goTemplate, goTemplateOptions = [], generators, template, syncPolicy } = set.spec;
  if (goTemplate !== true || goTemplateOptions.join() !== 'missingkey=error') {
    throw new Error(`${set.metadata.name}: not a Go template with missingkey=error alone`);
  }
  return generators.flatMap((generator) => {
    const git = gitOf(generator, set.metadata.name);
    return directoriesOf(git.revision)
      .filter((directory) => isChosen(directory, git.directories))
      .map((directory) => {
        const rendered = renderAll(template, parametersOf(directory)) as Pick<
          Application,
          'metadata' | 'spec'
        >;
        const finalizers = syncPolicy?.preserveResourcesOnDeletion === true ? [] : [FINALIZER];
        return {
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Application',
          ...rendered,
          metadata: {
            ...rendered.metadata,
            namespace: set.metadata.namespace,
            ...(finalizers.length > 0 && { finalizers }),
          },
        };
      });
  });
}

function gitOf(generator: object, name: string): GitGenerator {
  const [kind, ...others] = Object.keys(generator);
  if (kind !== 'git' || others.length > 0) throw new Error(`${name}: a generator is not git alone`);
  const { git } = generator as { git: GitGenerator };
  const unknown = Object.keys(git).filter(
    (key) => !['repoURL', 'revision', 'directories'].includes(key),
  );
  if (unknown.length > 0) throw new Error(`${name}: this test does not know ${unknown.join()}`);
  return git;
}

/** An excluded folder stays out, whatever else matches it. */
function isChosen(directory: string, items: GitGenerator['directories']): boolean {
  const matching = items.filter(({ path }) => matches(path, directory));
  return matching.length > 0 && matching.every(({ exclude }) => exclude !== true);
}

/** Go's path.Match, without character classes, `?` and escapes: a star stands for anything but a slash. */
function matches(pattern: string, path: string): boolean {
  if (/[[\]?\\]/.test(pattern)) throw new Error(`${pattern}: this test knows the star alone`);
  const parts = pattern.split('*').map((part) => part.replaceAll(/[$()+.^{|}]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]*')}$`).test(path);
}

function parametersOf(directory: string): Parameters {
  const basename = posix.basename(directory);
  return {
    path: {
      path: directory,
      basename,
      basenameNormalized: normalized(basename),
      segments: directory.split('/'),
    },
  };
}

function normalized(name: string): string {
  const valid = name.toLowerCase().replaceAll(/[^-a-z0-9.]/g, '-');
  return valid.slice(0, 253).replaceAll(/^[-.]+|[-.]+$/g, '');
}

/** Keys are templates as well as values. */
function renderAll(value: unknown, parameters: Parameters): unknown {
  if (typeof value === 'string') return renderTemplate(value, parameters);
  if (Array.isArray(value)) return value.map((item) => renderAll(item, parameters));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      renderTemplate(key, parameters),
      renderAll(item, parameters),
    ]),
  );
}
