import { createHash } from 'node:crypto';
import path from 'node:path';

import test from 'ava';
import fc from 'fast-check';
import {
  build,
  BUILD_VERSION,
  createBuildCache,
  diskFileSystem,
  freezeBuild,
  KustomizeError,
  memoryFileSystem,
  thawBuild,
  verbatimOf,
} from 'kustomize-ts';
import type { Build, FileSystem, Node } from 'kustomize-ts';
import { configuredTrees } from './configurations.ts';
import { trees } from './trees.ts';
import type { Tree } from './trees.ts';

const kept = (root: string) => ({
  ofShown: (shown: string) => shown.replace('shown/', ''),
  ofAbsolute: (absolute: string) => path.posix.relative(root, absolute),
});
const thawed = (root: string, shown = 'shown/') => ({
  toShown: (name: string) => (name === '' ? '' : `${shown}${name}`),
  toAbsolute: (name: string) => path.posix.join(root, name),
});

/** Shows files as thawed builds do. */
function showing(fileSystem: FileSystem, root: string): FileSystem {
  return { ...fileSystem, displayPath: (name) => `shown/${path.posix.relative(root, name)}` };
}

/** Everything that a build holds, but for what only the build itself reads: how a text stands in a file. */
function contentOf(value: Build): string {
  const { yaml, resources, inputs, lookups, warnings, removed } = value;
  return JSON.stringify(
    { yaml, resources, inputs, lookups, warnings, removed },
    (key, item: unknown) => {
      if (key === 'source') return (item as { path: string }).path;
      if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
      return Object.fromEntries(
        Object.entries(item)
          .filter(([name, field]) => field !== undefined && field !== false && !isStale(name, item))
          .toSorted(([a], [b]) => (a < b ? -1 : 1)),
      );
    },
  );
}

/** Where a text stood before something changed it: nobody can ask for that. */
function isStale(name: string, item: object): boolean {
  return name === 'verbatim' && verbatimOf(item as Node) === undefined;
}

function tryBuild({ files, target }: Tree): Build | undefined {
  const fileSystem = showing(memoryFileSystem(files, '/work'), '/work');
  try {
    return build(`/work/${target}`, { fileSystem, trace: true });
  } catch (error) {
    if (error instanceof KustomizeError) return undefined;
    throw error;
  }
}

test('a build that was frozen thaws to what it was', (t) => {
  let built = 0;
  let warned = 0;
  let removed = 0;
  const property = fc.property(fc.oneof(trees, configuredTrees), (tree) => {
    const fresh = tryBuild(tree);
    if (!fresh) return true;
    built++;
    warned += fresh.warnings.length;
    removed += fresh.removed.length;
    const text = freezeBuild(fresh, kept('/work'));
    return (
      contentOf(thawBuild(text, thawed('/work'))) === contentOf(fresh) &&
      // Nothing of the place where it was made is in it.
      !text.includes('/work') &&
      !text.includes('shown/')
    );
  });
  const { failed, seed, counterexample, numRuns } = fc.check(property, { numRuns: 400 });
  t.log(`${numRuns} trees, ${built} of them built, seed ${seed}`);
  t.false(failed, JSON.stringify(counterexample));
  t.true(built > 30 && warned > 5 && removed > 5);
});

test('each overlay of the repository thaws to what it was, and in another folder too', (t) => {
  const root = path.join(import.meta.dirname, '../../..');
  const disk = diskFileSystem();
  const cache = createBuildCache();
  let count = 0;
  for (const environment of ['dev', 'prod']) {
    const folder = path.join(root, 'overlays', environment);
    for (const unit of disk.readDirectory(folder) ?? []) {
      const overlay = path.join(folder, unit);
      if (disk.kind(path.join(overlay, 'kustomization.yaml')) !== 'file') continue;
      const fresh = build(overlay, { fileSystem: showing(disk, root), cache, trace: true });
      const text = freezeBuild(fresh, kept(root));
      t.is(contentOf(thawBuild(text, thawed(root))), contentOf(fresh), overlay);
      const elsewhere = thawBuild(text, thawed('/elsewhere', '../'));
      t.is(
        freezeBuild(elsewhere, {
          ofShown: (name) => name.replace('../', ''),
          ofAbsolute: (name) => path.posix.relative('/elsewhere', name),
        }),
        text,
      );
      count++;
    }
  }
  t.true(count > 20);
});

test('paths in warnings are those of the reader', (t) => {
  const files = {
    'kustomization.yaml': `resources: [pod.yaml]
patches:
- patch: |-
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      containers:
      - name: web
        ports:
        - {containerPort: 80, protocol: TCP, name: a}
        - {containerPort: 80, protocol: TCP, name: b}
`,
    'pod.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: web}]}\n',
  };
  const fresh = tryBuild({ files: withFolder('app', files), target: 'app' });
  const text = freezeBuild(fresh!, kept('/work'));
  const warnings = thawBuild(text, thawed('/work', '../')).warnings;
  t.is(warnings.length, 1);
  t.true(warnings[0]?.startsWith('# Warning: ../app/kustomization.yaml:9:9: '), warnings[0]);
});

test('a damaged text is refused', (t) => {
  const fresh = tryBuild({
    files: { 'a/kustomization.yaml': 'configMapGenerator: [{name: a, literals: [b=c]}]\n' },
    target: 'a',
  });
  const text = freezeBuild(fresh!, kept('/work'));
  for (const damaged of [
    '',
    '{}',
    text.slice(0, 40),
    text.split('\n')[0]!,
    `${text.split('\n')[0]}\n[]`,
  ])
    t.throws(() => thawBuild(damaged, thawed('/work')).yaml, undefined, damaged);
});

test('what a build gives is what its version stands for', (t) => {
  const sample = fc.sample(fc.oneof(trees, configuredTrees), { seed: 8, numRuns: 400 });
  const hash = createHash('sha256');
  for (const tree of sample) {
    const fresh = tryBuild(tree);
    if (fresh) hash.update(freezeBuild(fresh, kept('/work')));
  }
  // Kept builds of an earlier engine must not be taken for its own: raise BUILD_VERSION, then write the digest here.
  t.deepEqual({ version: BUILD_VERSION, digest: hash.digest('hex').slice(0, 16) }, RECORDED);
});

const RECORDED = { version: 3, digest: '4bd07b5cbcee7415' };

function withFolder(
  folder: string,
  files: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]),
  );
}
