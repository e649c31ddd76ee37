import { posix } from 'node:path';

import { formatOverview } from '@fingerpost/changes';
import { plural, printable } from '@fingerpost/text';
import type { FileSystem } from 'kustomize-ts';

import type { Comparison } from './comparison.ts';
import { readEnvironment } from './environment.ts';
import { examples } from './examples.ts';
import { findRepository } from './overlays.ts';
import { readExample } from './read-example.ts';
import { workingFiles } from './working-files.ts';

/** What `diff` says where nothing changed: what there is, that it renders, and three things to try. */
export function describeCleanTree({ pairs }: Comparison, directory: string): string {
  const fileSystem = workingFiles(directory);
  const root = findRepository(fileSystem, directory);
  const byEnvironment = Map.groupBy(pairs, ({ overlay }) => posix.dirname(overlay));
  const environments = [...byEnvironment].map(([name, own]) => {
    const { environment, assumed } = readEnvironment(fileSystem, root, name);
    return {
      name,
      clusterDomain: environment.clusterDomain,
      assumed,
      units: own.length,
      resources: own.flatMap(({ after }) =>
        after?.status === 'rendered' ? after.load().resources : [],
      ),
    };
  });
  const assumptions = environments
    .filter(({ assumed }) => assumed)
    .map(
      ({ name, clusterDomain }) =>
        `overlays/${printable(name)} has no environment.yaml: ${clusterDomain} is assumed`,
    );
  const commands = suggest(
    fileSystem,
    root,
    environments.map(({ name }) => printable(name)),
  );
  return [
    `No differences. All of it renders: ${plural(pairs.length, 'overlay')}.`,
    formatOverview(environments),
    ...(assumptions.length > 0 ? [assumptions.join('\n')] : []),
    ['Things to try', ...commands.map((command) => `  npx fingerpost ${command}`)].join('\n'),
  ].join('\n\n');
}

function suggest(
  fileSystem: FileSystem,
  root: string,
  [first, second]: readonly string[],
): string[] {
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
