import path from 'node:path';

import test from 'ava';
import { build, createBuildCache, diskFileSystem, originsOf, visitLeaves } from 'kustomize-ts';
import type { Node, Origin } from 'kustomize-ts';

import { findOverlays } from '../src/overlays.ts';
import { makeFolder } from './repository.ts';

const repository = path.resolve(import.meta.dirname, '..', '..', '..');
const fileSystem = diskFileSystem();

const APP = {
  'base/web/kustomization.yaml': `resources: [service.yaml]
configMapGenerator:
- name: settings
  literals: [LEVEL=info]
secretGenerator:
- name: key
  literals: [token=hunter2]
`,
  'base/web/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: ClusterIP
  ports:
  - port: 80
    name: http
`,
  'overlays/dev/web/kustomization.yaml': `resources: [../../../base/web]
namespace: shop
labels:
- pairs: {tier: front}
patches:
- patch: |-
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      type: null
      ports:
      - port: 80
        name: web
`,
};

test('explain says where each value of a resource came from', async (t) => {
  const { run } = makeFolder(t, APP);
  t.deepEqual(await run(['explain', 'dev/web', 'Service/web', 'spec']), {
    code: 0,
    stdout: `Service shop/web in dev/web

spec.ports[0].port: 80
    base/web/service.yaml:8:11  resources
    overlays/dev/web/kustomization.yaml:13:15  patches
spec.ports[0].name: web
    base/web/service.yaml:9:11  resources
    overlays/dev/web/kustomization.yaml:14:15  patches  http -> web
spec.type: removed
    base/web/service.yaml:6:9  resources
    overlays/dev/web/kustomization.yaml:6:3  patches  removed it
`,
    stderr: '',
  });
});

test('explain as JSON, of one field', async (t) => {
  const { run } = makeFolder(t, APP);
  const { stdout } = await run([
    'explain',
    'overlays/dev/web',
    'service/shop/web',
    'metadata.labels.tier',
    '--format',
    'json',
  ]);
  t.deepEqual(JSON.parse(stdout), [
    {
      field: 'metadata.labels.tier',
      value: 'front',
      origins: [
        {
          path: 'overlays/dev/web/kustomization.yaml',
          line: 4,
          column: 17,
          by: 'labels',
          value: 'front',
        },
      ],
    },
  ]);
});

test('explain takes the name of a generated object without its hash, and masks what is secret', async (t) => {
  const { run } = makeFolder(t, APP);
  const { code, stdout, stderr } = await run(['explain', 'dev/web', 'Secret/key']);
  t.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  t.regex(stdout, /^data\.token: \(masked\)\n {4}base\/web\/kustomization\.yaml:7:14 {2}secret/m);
  t.notRegex(stdout, /aHVudGVyMg|hunter2/);
  t.regex(stdout, /name suffix hash {2}key -> key-/);
});

test('explain says what is wrong with its arguments', async (t) => {
  const { run } = makeFolder(t, APP);
  const cases: [string[], RegExp][] = [
    [['dev/web'], /takes an overlay, a resource/],
    [['dev/web', 'web'], /web is no resource; write KIND\/NAME/],
    [['dev/web', 'Service/db'], /has no Service\/db; it has ConfigMap\/settings-.*Service\/web/],
    [['dev/web', 'Service/web', 'spec.port'], /has no field spec\.port/],
    [['dev/*', 'Service/web', '--format', 'xml'], /--format is text or json/],
    [['dev/none', 'Service/web'], /dev\/none/],
  ];
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await run(['explain', ...args]);
    t.deepEqual({ code, stdout }, { code: 2, stdout: '' }, args.join(' '));
    t.regex(stderr, message);
  }
});

/** What makes values of others, so that no line holds them as they are, and how the result can be known. */
const TRANSFORMATIONS: Readonly<Record<string, (value: string, before: string) => boolean>> = {
  images: (value) => /^[\w./-]+:[\w.-]+$/.test(value),
  'name suffix hash': (value, before) => new RegExp(`^${before}-[a-z0-9]{10}$`).test(value),
  namePrefix: (value, before) => value.endsWith(before),
  nameSuffix: (value, before) => value.startsWith(before),
};

/** What a generator says without being told. */
const IMPLIED = new Set(['apiVersion: v1', 'kind: ConfigMap']);

/** A text without the line breaks and indentation that YAML folds or cuts. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** Whether the line that an origin names holds its value. */
function isHeld({ path: file, line = 0, column = 0, value = '' }: Origin, key: string): boolean {
  const text = Buffer.from(fileSystem.readFile(path.resolve(repository, file)) ?? []).toString();
  const lines = text.split('\n');
  const rest = oneLine(
    [(lines[line - 1] ?? '').slice(column - 1), ...lines.slice(line)].join('\n'),
  );
  const written = rest.replace(/^(?:[|>][-+]? |["'])/, '');
  if (written.startsWith(oneLine(value)) || written.startsWith(`${key}=${value}`)) return true;
  // A generator names a file.
  const [named = ''] = written.split(' ');
  const source = path.resolve(repository, path.dirname(file), named.split('=').at(-1) ?? '');
  const content = fileSystem.readFile(source);
  return content !== undefined && Buffer.from(content).toString() === value;
}

test('every value of every overlay of this repository is where its last origin says', (t) => {
  const cache = createBuildCache();
  const options = { fileSystem, cache, strict: true, trace: true };
  const counts = new Map<string, number>();
  for (const overlay of findOverlays(fileSystem, repository)) {
    const directory = path.resolve(repository, overlay.directory);
    const { resources } = build(directory, options);
    const names = new Set(resources.map(({ name }) => name));
    for (const { kind, name, node } of resources) {
      visitLeaves(node, '', (field, leaf: Node) => {
        const origins = originsOf(leaf);
        const origin = origins.at(-1);
        const what = `${overlay.id} ${kind}/${name} ${field}: ${JSON.stringify(origin)}`;
        if (!origin || leaf.kind !== 'scalar') {
          t.truthy(origin, what);
          return;
        }
        t.is(origin.value, leaf.value, what);
        const isReference = origin.by === 'name reference' && names.has(leaf.value);
        const isImplied =
          origin.by === 'configMapGenerator' && IMPLIED.has(`${field}: ${leaf.value}`);
        const transformed = isImplied || isReference ? () => true : TRANSFORMATIONS[origin.by];
        const key = /[^.["\]]*$/.exec(field.replace(/"\]$/, ''))?.[0] ?? '';
        const isRight = transformed
          ? transformed(leaf.value, origins.at(-2)?.value ?? '')
          : isHeld(origin, key);
        if (!isRight) t.fail(what);
        counts.set(origin.by, (counts.get(origin.by) ?? 0) + 1);
      });
    }
  }
  t.log([...counts].map(([by, count]) => `${by}: ${count}`).join(', '));
  t.true((counts.get('resources') ?? 0) > 100);
});
