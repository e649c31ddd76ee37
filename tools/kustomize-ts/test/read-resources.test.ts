import test from 'ava';
import {
  KustomizeError,
  memoryFileSystem,
  readResources,
  readYaml,
  toJsonValue,
} from 'kustomize-ts';

function read(files: Readonly<Record<string, string>>, ...paths: string[]) {
  return readResources(paths, memoryFileSystem(files, '/'));
}

const HEAD = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';

test('reads files and folders in the order they are named, folders by name', (t) => {
  const files = {
    'z.yaml': HEAD.replace('name: a', 'name: z'),
    'folder/b.yml': HEAD.replace('name: a', 'name: b'),
    'folder/a/deep.json': '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "deep"}}',
    'folder/c.txt': 'not read: [',
    'notes.txt': HEAD.replace('name: a', 'name: named'),
  };
  const { resources, errors, inputs } = read(files, '/z.yaml', '/folder', '/notes.txt');
  t.deepEqual(errors, []);
  t.deepEqual(
    resources.map(({ name }) => name),
    ['z', 'deep', 'b', 'named'],
  );
  t.deepEqual(inputs, ['/folder/a/deep.json', '/folder/b.yml', '/notes.txt', '/z.yaml']);
});

test('enters a folder that links back to itself once', (t) => {
  const fileSystem = memoryFileSystem({ 'a/x.yaml': HEAD, 'a/again': { link: '/a' } }, '/');
  t.is(readResources(['/a'], fileSystem).resources.length, 1);
});

test('reads standard input from the file system it is given', (t) => {
  const fileSystem = memoryFileSystem({});
  const { resources, inputs } = readResources(['-'], {
    ...fileSystem,
    readFile: (path) => (path === '-' ? new TextEncoder().encode(HEAD) : undefined),
    displayPath: () => 'standard input',
  });
  t.is(resources[0]?.node.source?.path, 'standard input');
  t.deepEqual(inputs, []);
});

/** A value, with what the decoder of the API server (sigs.k8s.io/yaml) makes of it. */
const value = test.macro({
  exec(t, text: string, expected: unknown) {
    const { resources, errors } = read({ 'x.yaml': `${HEAD}value: ${text}\n` }, '/x.yaml');
    t.deepEqual(errors, []);
    const json = toJsonValue(resources[0]!.node) as Record<string, unknown>;
    t.deepEqual(json['value'], expected);
  },
  title: (_, text) => `reads ${text} as YAML 1.1`,
});

test(value, 'yes', true);
test(value, 'off', false);
test(value, '0120', 80);
test(value, '0o17', 15);
test(value, '1_000', 1000);
test(value, '2001-01-01', '2001-01-01');
test(value, '12:30', '12:30');
test(value, '>\n  a\n    b\n  c', 'a\n  b\nc\n');
test(value, '"yes"', 'yes');
test(value, '12345678901234567890', 12345678901234567890n);
test(value, '{on: 1, 5: x}', { true: 1, 5: 'x' });
test(value, '{a: 1, a: 2}', { a: 2 });
test(value, '[&x {a: 1}, *x, {<<: *x, b: 2}]', [{ a: 1 }, { a: 1 }, { a: 1, b: 2 }]);

test('cuts a file into documents and lists into their items, and keeps places', (t) => {
  const text = `# comment
---
---
${HEAD}---
# nothing
--- {apiVersion: v1, kind: Secret, metadata: {name: s, namespace: back}}
...
---
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata: {name: p}
`;
  const { resources, errors } = read({ 'x.yaml': text }, '/x.yaml');
  t.deepEqual(errors, []);
  t.deepEqual(
    resources.map(({ kind, namespace, name, node }) => [
      kind,
      namespace,
      name,
      node.line,
      node.column,
    ]),
    [
      ['ConfigMap', undefined, 'a', 4, 1],
      ['Secret', 'back', 's', 10, 5],
      ['Pod', undefined, 'p', 16, 3],
    ],
  );
});

test('items of a list of one kind need not say what they are', (t) => {
  const text = `apiVersion: apps/v1
kind: DeploymentList
items:
- metadata: {name: a}
- {apiVersion: v1, kind: Pod, metadata: {name: b}}
- {kind: Pod, metadata: {name: c}}
- 1
---
apiVersion: v1
kind: List
items: [{metadata: {name: d}}]
`;
  const { resources, errors } = read({ 'x.yaml': text }, '/x.yaml');
  t.deepEqual(
    resources.map(({ apiVersion, kind, name, node }) => [
      apiVersion,
      kind,
      name,
      toJsonValue(node),
    ]),
    [
      [
        'apps/v1',
        'Deployment',
        'a',
        { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' } },
      ],
      ['v1', 'Pod', 'b', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'b' } }],
    ],
  );
  t.deepEqual(
    errors.map(({ place }) => [place?.line, place?.column]),
    [
      [6, 3],
      [7, 3],
      [11, 9],
    ],
  );
});

test('one error for each document that is no object, at its place, and the others are read', (t) => {
  const text = `- a list
---
kind: Pod
---
apiVersion: v1
kind: 5
metadata: {name: x}
---
apiVersion: v1
kind: List
items:
- text
- apiVersion: v1
  kind: Pod
  metadata: {name: kept}
---
a: [
---
apiVersion: v1
kind: Pod
metadata: {}
---
apiVersion: v1
kind: Pod
metadata: {name: x, namespace: n}
`;
  const { resources, errors } = read({ 'x.yaml': text }, '/x.yaml', '/absent');
  t.deepEqual(
    errors.map(({ code, place }) => [code, place?.path, place?.line, place?.column]),
    [
      ['wrong-type', '/x.yaml', 1, 1],
      ['missing-value', '/x.yaml', 3, 1],
      ['wrong-type', '/x.yaml', 6, 7],
      ['wrong-type', '/x.yaml', 12, 3],
      ['yaml-syntax', '/x.yaml', 18, 1],
      ['missing-value', '/x.yaml', 19, 1],
      ['wrong-type', '/x.yaml', 25, 32],
      ['not-found', '/absent', undefined, undefined],
    ],
  );
  for (const { message, fix } of errors) {
    t.notRegex(message, /\n/);
    t.truthy(fix);
  }
  t.deepEqual(
    resources.map(({ name }) => name),
    ['kept'],
  );
});

test('refuses aliases that expand without end', (t) => {
  const levels = Array.from({ length: 30 }, (_, i) => `l${i}: &l${i} [*l${i - 1}, *l${i - 1}]`);
  const text = `${HEAD}${['l0: &l0 [x]', ...levels.slice(1)].join('\n')}\n`;
  const { errors } = read({ 'x.yaml': text }, '/x.yaml');
  t.deepEqual(
    errors.map(({ code }) => code),
    ['limit'],
  );
});

const yaml = test.macro({
  exec(t, text: string, expected: unknown) {
    const document = readYaml(new TextEncoder().encode(text), { path: 'x.yaml' });
    t.deepEqual(document && toJsonValue(document), expected);
  },
  title: (_, text) => `reads as a file of its own ${JSON.stringify(text)}`,
});

test(yaml, '', undefined);
test(yaml, '# nothing\n', undefined);
test(yaml, '\uFEFF--- # one\na: yes\n...\n', { a: 'yes' });
test(yaml, 'a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 2}\n', {
  a: { b: 1 },
  c: { b: 1 },
  d: { b: 1, e: 2 },
});

const refusedYaml = test.macro({
  exec(t, text: string, start: string) {
    const error = t.throws(() => readYaml(new TextEncoder().encode(text), { path: 'x.yaml' }), {
      instanceOf: KustomizeError,
    });
    const { code, message = '', fix } = error ?? {};
    t.true(`${code} ${message}`.startsWith(start), `${code} ${message}`);
    t.notRegex(message, /\n/);
    t.truthy(fix);
  },
  title: (_, text) => `refuses as a file of its own ${JSON.stringify(text)}`,
});

test(refusedYaml, 'a: 1\n---\nb: 2\n', 'yaml-syntax x.yaml:2:1: ');
test(refusedYaml, 'a: 1\n...\nb: 2\n', 'yaml-syntax x.yaml:3:1: ');
test(refusedYaml, '{a: 1} b\n', 'yaml-syntax x.yaml:1:8: ');
test(refusedYaml, '---\n---\na: 1\n', 'yaml-syntax x.yaml:2:1: ');
test(refusedYaml, 'a: [\n', 'yaml-syntax x.yaml:2:1: ');
test(refusedYaml, 'a: {b: 1, b: 2}\n', 'conflict x.yaml:1:14: ');
test(refusedYaml, 'a: &x [*x]\n', 'limit x.yaml:1:8: ');
