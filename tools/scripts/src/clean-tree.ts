import { createHash } from 'node:crypto';
import { posix } from 'node:path';

import { formatOverview, hasMeaning } from '@fingerpost/changes';
import type { Changes } from '@fingerpost/changes';
import { plural, printable } from '@fingerpost/text';
import { diskFileSystem, KustomizeError } from 'kustomize-ts';

import { keptCodeVersion } from './code-version.ts';
import type { ComparedOverlay, Comparison, NewSide } from './comparison.ts';
import { describeError } from './describe-error.ts';
import { folderFiles } from './environment-folder.ts';
import { examples } from './examples.ts';
import { readExample } from './read-example.ts';

/** What `diff` says where nothing changed. */
export interface CleanTree {
  readonly text: string;
  /** Files of environments that cannot be read, one line each. */
  readonly unread: readonly string[];
}

/** Nothing was edited that anything reads. */
export function isClean({ overlays, sources, meaning, unread = [] }: Changes): boolean {
  const isSame = unread.length + overlays.length + sources.length === 0;
  return isSame && !(meaning && hasMeaning(meaning));
}

/** What is kept of a side, whose texts are the same as long as its renderings are. */
interface Overview {
  readonly text: string;
  /** Environments without environment.yaml, and the domain that is assumed. */
  readonly assumed: readonly (readonly [environment: string, clusterDomain: string])[];
}

const KIND = 'overviews';

/** What there is, that it renders, and three things to try. Nothing is loaded where the cache has it. */
export async function describeCleanTree(
  { pairs, cache }: Comparison,
  newSide: NewSide,
): Promise<CleanTree> {
  const key = keyOf(pairs, newSide, keptCodeVersion(cache));
  const kept = cache?.read(KIND, key);
  const unread: string[] = [];
  const overview =
    kept === undefined
      ? await describeEnvironments(pairs, newSide, unread)
      : (JSON.parse(kept) as Overview);
  if (kept === undefined && unread.length === 0) cache?.write(KIND, key, JSON.stringify(overview));
  const assumptions = overview.assumed.map(
    ([name, clusterDomain]) =>
      `overlays/${printable(name)} has no environment.yaml: ${clusterDomain} is assumed`,
  );
  const text = [
    `No differences. All of it renders: ${plural(pairs.length, 'overlay')}.`,
    overview.text,
    ...(assumptions.length > 0 ? [assumptions.join('\n')] : []),
    ['Things to try', ...suggest(newSide).map((command) => `  npx fingerpost ${command}`)].join(
      '\n',
    ),
  ].join('\n\n');
  return { text, unread };
}

function keyOf(pairs: readonly ComparedOverlay[], { folders }: NewSide, version: string): string {
  const digest = createHash('sha256').update(version);
  for (const { overlay, after } of pairs)
    digest.update(`${overlay}\0${after?.status === 'rendered' ? after.key() : ''}\0`);
  return digest.update(JSON.stringify([...folders])).digest('hex');
}

/** Reads the environments, which brings the model with it. */
async function describeEnvironments(
  pairs: readonly ComparedOverlay[],
  { root, showInErrors, folders }: NewSide,
  unread: string[],
): Promise<Overview> {
  const { readEnvironment } = await import('./environment.ts');
  const byEnvironment = Map.groupBy(pairs, ({ overlay }) => posix.dirname(overlay));
  const environments = [...byEnvironment].flatMap(([name, own]) => {
    try {
      const files = folderFiles(folders.get(name) ?? [], showInErrors);
      const { environment, assumed } = readEnvironment(files, root, name);
      const resources = own.flatMap(({ after }) =>
        after?.status === 'rendered' ? after.load().resources : [],
      );
      const { clusterDomain } = environment;
      return [{ name, clusterDomain, assumed, units: own.length, resources }];
    } catch (error) {
      if (!(error instanceof KustomizeError)) throw error;
      unread.push(describeError(error));
      return [];
    }
  });
  return {
    text: formatOverview(environments),
    assumed: environments.flatMap(({ name, clusterDomain, assumed }) =>
      assumed ? [[name, clusterDomain] as const] : [],
    ),
  };
}

function suggest({ root, folders }: NewSide): string[] {
  const fileSystem = diskFileSystem();
  const [first, second] = [...folders.keys()].map(printable);
  const fitting = examples.find(({ name }) =>
    readExample(name).edits.every(({ file }) => fileSystem.kind(posix.join(root, file)) === 'file'),
  );
  return [
    ...(fitting ? [`diff --example ${fitting.name}`] : []),
    ...(first !== undefined && second !== undefined ? [`diff --between ${first},${second}`] : []),
    'render',
    'help diff',
  ].slice(0, 3);
}
