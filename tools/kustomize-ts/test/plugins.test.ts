import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { build, createBuildCache, KustomizeError, memoryFileSystem } from 'kustomize-ts';
import { PLUGIN_TREES } from './plugin-trees.ts';

const { trees } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'trees.json'), 'utf8'),
) as { readonly trees: Readonly<Record<string, string | null>> };

test('every tree is recorded, and none but these', (t) => {
  t.deepEqual(
    PLUGIN_TREES.map(({ name }) => name),
    Object.keys(trees),
    'run node test/record-trees.ts',
  );
});

for (const { name, files, target } of PLUGIN_TREES) {
  test(`does what kustomize 5.8.1 does: ${name}`, (t) => {
    const run = (): string =>
      build(`/work/${target}`, { fileSystem: memoryFileSystem(files, '/work'), reorder: 'none' })
        .yaml;
    const expected = trees[name] ?? null;
    if (expected === null)
      t.throws(run, { instanceOf: KustomizeError, message: /^[^\n]+; [^\n]+$/ });
    else t.is(run(), expected);
  });
}

/** A configuration of a kind that would run a program. */
const foreign = test.macro({
  exec(t, field: string, object: string, line: number) {
    const files = {
      'kustomization.yaml': `${field}:\n- |\n${object.replaceAll(/^(?=.)/gm, '  ')}`,
    };
    const fileSystem = memoryFileSystem(files, '/app');
    const error = t.throws(() => build('/app', { fileSystem }), { instanceOf: KustomizeError });
    t.is(error?.code, 'unsupported');
    t.is(error?.place?.path, '/app/kustomization.yaml');
    t.is(error?.place?.line, line);
    t.regex(error?.message ?? '', /runs no other program; .*list the result under resources$/);
  },
  title: (title = '') => `refuses ${title}`,
});

test(
  'a chart inflation generator',
  foreign,
  'generators',
  'apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: chart}\n',
  3,
);
test(
  'a function in a container',
  foreign,
  'transformers',
  'apiVersion: example.com/v1\nkind: Sed\nmetadata:\n  name: sed\n  annotations:\n    config.kubernetes.io/function: "container: {image: registry.example.com/sed}"\n',
  3,
);
test(
  'a plugin of its own',
  foreign,
  'validators',
  '\napiVersion: example.com/v1\nkind: Checker\nmetadata: {name: check}\n',
  4,
);

test('a base is not shared between builds with and without a schema', (t) => {
  const tree = PLUGIN_TREES.find(({ name }) => name === 'a schema in JSON')!;
  const files = {
    ...tree.files,
    'plain/kustomization.yaml': 'resources: [../app]\n',
    'chosen/kustomization.yaml': 'resources: [../app]\nopenapi: {version: v1.21.2}\n',
  };
  const fileSystem = memoryFileSystem(files, '/work');
  const builds = ['plain', 'chosen', 'plain', 'app', 'chosen'].map((folder) => ({
    folder,
    shared: (cache: ReturnType<typeof createBuildCache>) =>
      build(`/work/${folder}`, { fileSystem, cache }).yaml,
  }));
  const cache = createBuildCache();
  for (const { folder, shared } of builds) t.is(shared(cache), shared(createBuildCache()), folder);
  t.not(builds[0]?.shared(cache), builds[1]?.shared(cache), 'the schema makes a difference');
});

test('names the kustomization that lists an unknown kind, and the kinds that there are', (t) => {
  const files = {
    'kustomization.yaml': 'transformers: [t.yaml]\n',
    't.yaml': 'apiVersion: builtin\nkind: Prefix\nmetadata: {name: p}\n',
  };
  const fileSystem = memoryFileSystem(files, '/app');
  const error = t.throws(() => build('/app', { fileSystem }), { instanceOf: KustomizeError });
  t.is(error?.code, 'invalid-value');
  t.regex(error?.message ?? '', /^\/app\/t\.yaml:1:1: .*PrefixTransformer/);
});

test('refuses comments in YAML text that have no sure place', (t) => {
  const files = {
    'kustomization.yaml':
      'resources: [m.yaml]\nreplacements:\n- sourceValue: x\n  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths: [data.c.a]\n',
    'm.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n  c: |\n    a: 1\n    # at the end\n',
  };
  const fileSystem = memoryFileSystem(files, '/app');
  const error = t.throws(() => build('/app', { fileSystem }), { instanceOf: KustomizeError });
  t.is(error?.code, 'unsupported');
  t.regex(error?.message ?? '', /comments/);
});
