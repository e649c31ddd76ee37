import { execFile } from 'node:child_process';
import type { ExecFileException } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import test from 'ava';
import { build } from 'kustomize-ts';

import { findEdges } from '../edges.js';
import { projectOf } from '../project.js';
import { openReferenceCache } from '../reference-cache.js';
import { readConfiguration, readKustomization } from '../references.js';

const repository = path.join(import.meta.dirname, '../../..');
const nxBin = fileURLToPath(import.meta.resolve('nx/bin/nx.js'));
const run = promisify(execFile);

interface Graph {
  readonly nodes: Readonly<Record<string, { readonly data: { readonly root: string } }>>;
  readonly dependencies: Readonly<Record<string, readonly { readonly target: string }[]>>;
}

/** Runs Nx itself, as outside of CI and of an Nx around the test. */
async function nx(
  workspace: string,
  ...args: string[]
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:NX_.*|CI|FORCE_COLOR)$/.test(name),
  );
  const own = { NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', NO_COLOR: '1' };
  const env = { ...Object.fromEntries(kept), ...own };
  return run(process.execPath, [nxBin, ...args], { cwd: workspace, env });
}

async function graphOf(workspace: string): Promise<Graph & { readonly stderr: string }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-graph-'));
  const file = path.join(folder, 'graph.json');
  try {
    const { stderr } = await nx(workspace, 'graph', `--file=${file}`);
    const { graph } = JSON.parse(fs.readFileSync(file, 'utf8')) as { graph: Graph };
    return { ...graph, stderr };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function affected(workspace: string, file: string): Promise<string[]> {
  const args = ['show', 'projects', '--affected', `--files=${file}`, '--json'];
  const { stdout } = await nx(workspace, ...args);
  return (JSON.parse(stdout) as string[]).toSorted();
}

function targets(graph: Graph, project: string): string[] {
  return (graph.dependencies[project] ?? []).map(({ target }) => target).toSorted();
}

/** The projects of which one of the given project is made, with itself. */
function reachable(graph: Graph, project: string, seen = new Set<string>()): Set<string> {
  if (!seen.has(project)) {
    seen.add(project);
    for (const target of targets(graph, project)) reachable(graph, target, seen);
  }
  return seen;
}

function write(workspace: string, files: Readonly<Record<string, string>>): void {
  for (const [file, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(workspace, file)), { recursive: true });
    fs.writeFileSync(path.join(workspace, file), content);
  }
}

/** A workspace with the configuration and the plugin of this repository, and the given files. */
function makeWorkspace(files: Readonly<Record<string, string>>): string {
  const workspace = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'fingerpost-nx-'));
  for (const file of ['nx.json', 'package.json', 'package-lock.json', '.gitignore']) {
    fs.copyFileSync(path.join(repository, file), path.join(workspace, file));
  }
  fs.mkdirSync(path.join(workspace, 'tools'));
  for (const folder of ['node_modules', 'tools/nx-kustomize', 'tools/scripts']) {
    fs.symlinkSync(path.join(repository, folder), path.join(workspace, folder), 'dir');
  }
  write(workspace, files);
  return workspace;
}

const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata: {name: app}\nspec: {ports: [{port: 80}]}\n';
const WORKSPACE: Readonly<Record<string, string>> = {
  'apps/kustomization.yaml': 'resources: [projects/services.yaml]\n',
  'apps/projects/services.yaml': SERVICE,
  'base/patterns/cluster-ip/kustomization.yaml': 'resources: [service.yaml]\n',
  'base/patterns/cluster-ip/service.yaml': SERVICE,
  'base/traits/metrics/kustomization.yaml': `
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches: [{path: port.yaml, target: {kind: Service}}]
`,
  'base/traits/metrics/port.yaml': `
- op: add
  path: /spec/ports/-
  value: {port: 9100, name: metrics}
`,
  'base/services/go-server/kustomization.yaml': `
resources: [../../patterns/cluster-ip]
components: [../../traits/metrics, identity]
`,
  'base/services/go-server/identity/Kustomization': `
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
namePrefix: go-server-
configMapGenerator: [{name: app, files: [settings=app.properties]}]
`,
  'base/services/go-server/identity/app.properties': 'a=b\n',
  'base/services/frontend/kustomization.yml': 'resources: [../../patterns/cluster-ip]\n',
  'overlays/dev/environment.yaml': 'kind: Environment\n',
  'overlays/dev/given/kube-dns.yaml': SERVICE,
  'overlays/dev/go-server/kustomization.yaml': `
resources: [../../../base/services/go-server/]
patches: [{path: patch.yaml}]
`,
  'overlays/dev/go-server/patch.yaml': SERVICE,
  'overlays/prod/go-server/kustomization.yaml': 'resources: [../../../base/services/go-server]\n',
  'overlays/prod/frontend/kustomization.yaml': 'resources: [../../../base/services/frontend]\n',
  'overlays/prod/late/kustomization.yaml': 'resources: [../../../base/services/late]\n',
  'base/broken/kustomization.yaml': 'resources: [a\n',
  'docs/index.md': '# Documentation\n',
};

test('a workspace from its first graph to a deleted trait', async (t) => {
  const workspace = makeWorkspace(WORKSPACE);
  t.teardown(() => fs.rmSync(workspace, { recursive: true }));

  const first = await graphOf(workspace);
  t.like(
    Object.fromEntries(Object.entries(first.nodes).map(([name, { data }]) => [name, data.root])),
    {
      apps: 'apps',
      'base-services-go-server': 'base/services/go-server',
      'base-services-go-server-identity': 'base/services/go-server/identity',
      'overlays-dev': 'overlays/dev',
      'overlays-dev-go-server': 'overlays/dev/go-server',
    },
  );
  t.deepEqual(targets(first, 'base-services-go-server'), [
    'base-patterns-cluster-ip',
    'base-services-go-server-identity',
    'base-traits-metrics',
  ]);
  t.deepEqual(targets(first, 'overlays-dev-go-server'), ['base-services-go-server']);
  t.deepEqual(targets(first, 'overlays-prod-late'), []);
  t.regex(first.stderr, /^base\/broken\/kustomization\.yaml: not read for the project graph: /m);

  const goServer = ['base-services-go-server', 'overlays-dev-go-server', 'overlays-prod-go-server'];
  const changes: Readonly<Record<string, readonly string[]>> = {
    'base/patterns/cluster-ip/service.yaml': [
      'base-patterns-cluster-ip',
      'base-services-frontend',
      ...goServer,
      'overlays-prod-frontend',
    ],
    'base/traits/metrics/port.yaml': ['base-traits-metrics', ...goServer],
    'base/services/go-server/identity/app.properties': [
      'base-services-go-server-identity',
      ...goServer,
    ],
    'overlays/dev/go-server/patch.yaml': ['overlays-dev-go-server'],
    'overlays/dev/given/kube-dns.yaml': ['overlays-dev'],
    'tools/kustomize-ts/src/build.ts': [
      'overlays-dev-go-server',
      'overlays-prod-frontend',
      'overlays-prod-go-server',
      'overlays-prod-late',
    ],
    'tools/kustomize-ts/test/build.test.ts': [],
    'docs/index.md': [],
  };
  for (const [file, projects] of Object.entries(changes)) {
    t.deepEqual(await affected(workspace, file), projects.toSorted(), file);
  }

  // A base comes after the overlay that refers to it, and a new overlay with no other edit.
  write(workspace, {
    'base/services/late/kustomization.yaml': 'resources: [../../patterns/cluster-ip]\n',
    'overlays/dev/frontend/kustomization.yaml': 'resources: [../../../base/services/frontend]\n',
  });
  const second = await graphOf(workspace);
  t.deepEqual(targets(second, 'overlays-prod-late'), ['base-services-late']);
  t.deepEqual(targets(second, 'overlays-dev-frontend'), ['base-services-frontend']);

  // Nx takes a deleted project for a change of everything; what used it must be in there.
  fs.rmSync(path.join(workspace, 'base/traits/metrics'), { recursive: true });
  const afterDeletion = await affected(workspace, 'base/traits/metrics/kustomization.yaml');
  t.deepEqual(
    goServer.filter((project) => !afterDeletion.includes(project)),
    [],
  );
  t.false(afterDeletion.includes('base-traits-metrics'));
});

test('overlays are rendered in one run, each with its own result, and come from the cache the next time', async (t) => {
  const workspace = makeWorkspace(WORKSPACE);
  t.teardown(() => fs.rmSync(workspace, { recursive: true }));
  const output = path.join(workspace, 'dist/rendered');
  const render = async () => {
    const failure = await t.throwsAsync<ExecFileException>(
      nx(workspace, 'run-many', '--targets=render'),
    );
    return `${failure?.stdout}${failure?.stderr}`;
  };

  const first = await render();
  t.deepEqual(first.match(/^- .*:render$/gm), ['- overlays-prod-late:render']);
  t.regex(first, /^overlays\/prod\/late\/kustomization\.yaml:1:\d+: .*base\/services\/late/m);
  for (const overlay of ['dev/go-server', 'prod/go-server', 'prod/frontend']) {
    t.is(
      fs.readFileSync(path.join(output, overlay, 'manifest.yaml'), 'utf8'),
      build(path.join(workspace, 'overlays', overlay)).yaml,
      overlay,
    );
  }
  t.false(fs.existsSync(path.join(output, 'prod/late')));

  fs.rmSync(output, { recursive: true });
  t.regex(await render(), /Cache: +3\/3 hit/);
  t.true(fs.existsSync(path.join(output, 'dev/go-server/manifest.yaml')));
});

test('the edges of this repository are what its builds read', async (t) => {
  const { nodes, dependencies } = await graphOf(repository);
  const byRoot = new Map(Object.entries(nodes).map(([name, { data }]) => [data.root, name]));

  /** The project with the deepest root above the file. */
  const ownerOf = (file: string): string | undefined => {
    let folder = path.posix.dirname(file);
    while (folder !== '.' && !byRoot.has(folder)) folder = path.posix.dirname(folder);
    return byRoot.get(folder);
  };

  const overlays = [...byRoot].filter(([root]) => /^overlays\/[^/]+\/[^/]+$/.test(root));
  t.true(overlays.length > 0);
  for (const [root, project] of overlays) {
    const { inputs } = build(path.join(repository, root));
    const read = inputs.map((input) => ownerOf(path.relative(repository, input)));
    const edges = reachable({ nodes, dependencies }, project);
    t.deepEqual([...new Set(read)].toSorted(), [...edges].toSorted(), root);
  }
});

const references: Readonly<
  Record<string, { text: string; paths: string[]; configurations?: string[] }>
> = {
  'lists of paths': {
    text: `
resources: [../base, service.yaml, https://example.com/x.yaml]
components: [../trait]
bases: [../old]
configurations: [references.yaml]
crds: [crd.yaml]
patchesStrategicMerge: [merge.yaml]
`,
    paths: [
      '../base',
      'service.yaml',
      'https://example.com/x.yaml',
      '../trait',
      '../old',
      'references.yaml',
      'crd.yaml',
      'merge.yaml',
    ],
  },
  'objects with a path': {
    text: `
patches: [{path: a.yaml}, {patch: '[]', target: {kind: Service}}]
patchesJson6902: [{path: b.yaml, target: {kind: Service}}]
replacements: [{path: c.yaml}, {source: {kind: Service}, targets: []}]
openapi: {path: d.json}
`,
    paths: ['a.yaml', 'b.yaml', 'c.yaml', 'd.json'],
  },
  'sources of generators': {
    text: `
configMapGenerator:
  - {name: a, files: [plain.conf, key=named.conf], literals: [x=y], env: old.env}
secretGenerator:
  - {name: b, envs: [one.env, two.env], type: Opaque}
`,
    paths: ['plain.conf', 'named.conf', 'old.env', 'one.env', 'two.env'],
  },
  'configurations of plugins, in files and inline': {
    text: `
generators: [generator.yaml]
transformers:
  - transformer.yaml
  - |
    apiVersion: builtin
    kind: PatchTransformer
    metadata: {name: patch}
    path: inline.yaml
validators: [validator]
`,
    paths: ['inline.yaml'],
    configurations: ['generator.yaml', 'transformer.yaml', 'validator'],
  },
  'field names in any case': {
    text: 'Resources: [a]\nPATCHES: [{Path: b}]\nconfigmapgenerator: [{Files: [c]}]\n',
    paths: ['a', 'b', 'c'],
  },
  'a key given twice counts once, with its last value': {
    text: 'resources: [a]\nresources: [b]\n',
    paths: ['b'],
  },
  'anchors and merge keys': {
    text: 'patches:\n  - &p {path: a}\n  - <<: *p\n    target: {kind: Service}\nresources: [&r b, *r]\n',
    paths: ['a', 'b'],
  },
  'only the first document': { text: 'resources: [a]\n---\nresources: [b\n', paths: ['a'] },
  'helm is not followed': {
    text: 'helmCharts: [{name: c, valuesFile: values.yaml}]\nhelmGlobals: {chartHome: charts}\n',
    paths: [],
  },
  'what has another type than it should': {
    text: 'resources: {a: b}\npatches: text\nopenapi: [1]\ncrds: [1, null]\ngenerators: 3\n',
    paths: [],
  },
  'an empty file': { text: '', paths: [] },
  'a file that is no mapping': { text: '- resources\n', paths: [] },
};

for (const [title, { text, paths, configurations = [] }] of Object.entries(references)) {
  test(`references: ${title}`, (t) => {
    t.deepEqual(readKustomization(text), { paths, configurations });
  });
}

test('references: a configuration of plugins names files in each document', (t) => {
  const text = `
kind: PatchStrategicMergeTransformer
paths: [a.yaml, b.yaml]
---
kind: ReplacementTransformer
replacements: [{path: c.yaml}]
---
kind: ConfigMapGenerator
files: [key=d.conf]
`;
  t.deepEqual(readConfiguration(text).paths, ['a.yaml', 'b.yaml', 'c.yaml', 'd.conf']);
});

test('references: what is no YAML is refused', (t) => {
  t.throws(() => readKustomization('resources: [a\n'));
  const bomb = `a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
`;
  t.throws(() => readKustomization(bomb), { message: /alias/i });
});

/** The targets of one kustomization at `overlays/dev/app`, in a workspace with these files and folders. */
function targetsOf(text: string, configuration = ''): string[] {
  const projectByRoot = new Map([
    ['base/app', 'base-app'],
    ['base/app/nested', 'base-app-nested'],
    ['overlays/dev/app', 'overlays-dev-app'],
    ['overlays/dev/app/part', 'overlays-dev-app-part'],
  ]);
  const files = [
    'base/app/kustomization.yaml',
    'base/app/nested/kustomization.yaml',
    'base/app/nested/sub/file.conf',
    'base/app/sub/file.conf',
    'overlays/dev/app/file.conf',
    'overlays/dev/app/kustomization.yaml',
    'overlays/dev/app/part/file.conf',
    'overlays/dev/app/part/kustomization.yaml',
    'overlays/dev/app/transformer.yaml',
  ];
  const filesByProject: Record<string, { file: string; hash: string }[]> = {};
  for (const file of files) {
    const [owner] = [...projectByRoot].filter(([root]) => file.startsWith(`${root}/`)).slice(-1);
    (filesByProject[owner?.[1] ?? ''] ??= []).push({ file, hash: file });
  }
  const edges = findEdges({
    projectByRoot,
    filesByProject,
    readKustomization: ({ file }) =>
      readKustomization(file === 'overlays/dev/app/kustomization.yaml' ? text : ''),
    readConfiguration: () => readConfiguration(configuration),
    realPath: (target) => (target === 'base/link' ? 'base/app' : target),
  });
  return edges.map(({ target }) => target);
}

const edgeCases: Readonly<
  Record<string, [text: string, targets: string[], configuration?: string]>
> = {
  'a folder': ['resources: [../../../base/app]', ['base-app']],
  'a folder with a slash at its end': ['resources: [../../../base/app/]', ['base-app']],
  'a folder inside another project': [
    'components: [../../../base/app/nested]',
    ['base-app-nested'],
  ],
  'a symbolic link to a folder': ['resources: [../../../base/link]', ['base-app']],
  'a file below the folder of a project': [
    'configMapGenerator: [{name: a, files: [../../../base/app/sub/file.conf]}]',
    ['base-app'],
  ],
  'a file of the deepest project': [
    'configMapGenerator: [{name: a, files: [../../../base/app/nested/sub/file.conf]}]',
    ['base-app-nested'],
  ],
  'a file of a project in the own folder': [
    'patches: [{path: part/file.conf}]',
    ['overlays-dev-app-part'],
  ],
  'its own file': ['patches: [{path: file.conf}]', []],
  'the same project twice': [
    'resources: [../../../base/app, ../../../base/app/sub/file.conf]',
    ['base-app'],
  ],
  'nothing that exists': ['resources: [../../../base/none, ../../../../outside, /base/app]', []],
  'a URL': [
    'resources: ["https://example.com/base/app", "github.com/example/base//app?ref=v1"]',
    [],
  ],
  'a file that a transformer names': [
    'transformers: [transformer.yaml]',
    ['overlays-dev-app-part'],
    'kind: PatchTransformer\npath: part/file.conf\n',
  ],
  'a folder of transformers': ['transformers: [part]', ['overlays-dev-app-part']],
};

for (const [title, [text, expected, configuration]] of Object.entries(edgeCases)) {
  test(`edges: ${title}`, (t) => t.deepEqual(targetsOf(text, configuration), expected));
}

test('projects: only an overlay can be rendered', (t) => {
  const { targets: rendered, ...overlay } = projectOf('overlays/dev/go-server/kustomization.yaml');
  t.deepEqual(overlay, {
    name: 'overlays-dev-go-server',
    root: 'overlays/dev/go-server',
    projectType: 'application',
    tags: ['layer:overlays', 'env:dev'],
  });
  t.deepEqual(rendered?.['render']?.outputs, ['{workspaceRoot}/dist/rendered/dev/go-server']);
  for (const file of [
    'apps/kustomization.yaml',
    'base/patterns/cluster-ip/kustomization.yaml',
    'overlays/dev/environment.yaml',
    'overlays/dev/go-server/part/kustomization.yaml',
  ]) {
    t.is(projectOf(file).targets, undefined, file);
  }
});

test('cache: a file is read once per content, also from one run to the next', (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-cache-'));
  t.teardown(() => fs.rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'new', 'cache.json');
  const content = { paths: ['a'], configurations: [] };
  const reads: string[] = [];
  const open = (...keys: string[]) => {
    const cache = openReferenceCache(file);
    for (const key of keys) {
      t.deepEqual(
        cache.get(key, () => (reads.push(key), content)),
        content,
      );
    }
    cache.save();
  };
  open('one', 'two', 'one');
  open('two', 'one');
  t.deepEqual(reads, ['one', 'two']);
  open('two');
  open('one');
  t.deepEqual(reads, ['one', 'two', 'one'], 'what is not used is dropped');
  fs.writeFileSync(file, '{');
  open('one');
  t.deepEqual(reads, ['one', 'two', 'one', 'one'], 'a damaged cache is no error');
});
