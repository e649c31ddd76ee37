import test from 'ava';
import { build, createBuildCache, KustomizeError, memoryFileSystem } from 'kustomize-ts';
import type { ErrorCode } from 'kustomize-ts';

type Tree = Readonly<Record<string, string | { readonly link: string }>>;

/** Builds /work/app of a tree. */
function buildTree(
  files: Tree,
  options: { readonly strict?: boolean } = {},
): ReturnType<typeof build> {
  return build('/work/app', { fileSystem: memoryFileSystem(files, '/work'), ...options });
}

/** The tree is refused, with this code, at this place, and in one line that says what to do. */
const refused = test.macro({
  exec(
    t,
    files: Tree,
    code: ErrorCode,
    place: string,
    options: { readonly strict?: boolean } = {},
  ) {
    const error = t.throws(() => buildTree(files, options), { instanceOf: KustomizeError });
    t.is(error?.code, code, error?.message);
    t.true(error?.message.startsWith(`${place}: `), error?.message);
    t.notRegex(error?.message ?? '', /\n/);
    t.truthy(error?.fix, 'the message has to say what to do');
  },
  title: (title = '') => `refuses ${title}`,
});

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n';
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
`;

test(
  'a missing resource',
  refused,
  { 'app/kustomization.yaml': 'resources:\n- service.yaml\n' },
  'not-found',
  '/work/app/kustomization.yaml:2:3',
);

test(
  'malformed YAML in a resource',
  refused,
  {
    'app/kustomization.yaml': 'resources: [r.yaml]\n',
    'app/r.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: a\n',
  },
  'yaml-syntax',
  '/work/app/r.yaml:4:1',
);

test(
  'a tab as indentation',
  refused,
  {
    'app/kustomization.yaml': 'resources: [r.yaml]\n',
    'app/r.yaml': 'kind: A\nmetadata:\n\tname: a\n',
  },
  'yaml-syntax',
  '/work/app/r.yaml:3:1',
);

test(
  'malformed YAML in a kustomization',
  refused,
  { 'app/kustomization.yaml': 'resources:\n- a\n b: c\n' },
  'yaml-syntax',
  '/work/app/kustomization.yaml:3:3',
);

test(
  'an unknown field',
  refused,
  { 'app/kustomization.yaml': 'resorces:\n- a\n' },
  'unknown-field',
  '/work/app/kustomization.yaml:1:1',
);

test(
  'an unknown field of a part',
  refused,
  { 'app/kustomization.yaml': 'images:\n- name: a\n  tag: b\n' },
  'unknown-field',
  '/work/app/kustomization.yaml:3:3',
);

test(
  'a number where a string belongs',
  refused,
  { 'app/kustomization.yaml': 'namePrefix: 5\n' },
  'wrong-type',
  '/work/app/kustomization.yaml:1:13',
);

test(
  'bases that form a cycle',
  refused,
  {
    'app/kustomization.yaml': 'resources: [../other]\n',
    'other/kustomization.yaml': 'resources:\n  - ../app\n',
  },
  'cycle',
  '/work/other/kustomization.yaml:2:5',
);

test(
  'a base that holds the folder that refers to it',
  refused,
  { 'app/kustomization.yaml': 'resources: [..]\n', 'kustomization.yaml': 'resources: []\n' },
  'cycle',
  '/work/app/kustomization.yaml:1:13',
);

test(
  'a file outside of the folder',
  refused,
  { 'app/kustomization.yaml': 'resources: [../service.yaml]\n', 'service.yaml': SERVICE },
  'outside-root',
  '/work/app/kustomization.yaml:1:13',
);

test(
  'a file that a symbolic link takes outside of the folder',
  refused,
  {
    'app/kustomization.yaml': 'resources: [service.yaml]\n',
    'app/service.yaml': { link: '../secret.yaml' },
    'secret.yaml': SERVICE,
  },
  'outside-root',
  '/work/app/kustomization.yaml:1:13',
);

test(
  'a remote base',
  refused,
  { 'app/kustomization.yaml': 'resources:\n- https://example.com/base?ref=v1\n' },
  'unsupported',
  '/work/app/kustomization.yaml:2:3',
);

test(
  'helm charts',
  refused,
  { 'app/kustomization.yaml': 'resources: []\nhelmCharts:\n- name: a\n' },
  'unsupported',
  '/work/app/kustomization.yaml:3:1',
);

test(
  'a strategic merge patch for nothing',
  refused,
  {
    'app/kustomization.yaml': 'resources: [r.yaml]\npatches:\n- path: p.yaml\n',
    'app/r.yaml': SERVICE,
    'app/p.yaml': '# a comment\nkind: Service\nmetadata:\n  name: other\n',
  },
  'no-match',
  '/work/app/p.yaml:2:1',
);

test(
  'a JSON patch without a target',
  refused,
  {
    'app/kustomization.yaml':
      'resources: [r.yaml]\npatches:\n- patch: |-\n    - {op: remove, path: /spec}\n',
    'app/r.yaml': SERVICE,
  },
  'missing-value',
  '/work/app/kustomization.yaml:3:3',
);

test(
  'in strict mode, a JSON patch whose target matches nothing',
  refused,
  {
    'app/kustomization.yaml':
      'resources: [r.yaml]\npatches:\n- target:\n    kind: Deployment\n  patch: |-\n    - {op: remove, path: /spec}\n',
    'app/r.yaml': SERVICE,
  },
  'no-match',
  '/work/app/kustomization.yaml:4:5',
  { strict: true },
);

test(
  'in strict mode, an image that nothing uses',
  refused,
  {
    'app/kustomization.yaml':
      'resources: [r.yaml]\nimages:\n- name: registry.example.com/other\n  newTag: "2"\n',
    'app/r.yaml': DEPLOYMENT,
  },
  'no-match',
  '/work/app/kustomization.yaml:3:3',
  { strict: true },
);

test('no message shows what may be a password', (t) => {
  const secret = (text: string): Tree => ({
    'app/kustomization.yaml': 'resources: [secret.yaml]\n',
    'app/secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  key: ${text}\n`,
  });
  const generator = (literals: string): Tree => ({
    'app/kustomization.yaml': `secretGenerator:\n- name: a\n  literals: ${literals}\n`,
  });
  const trees: readonly Tree[] = [
    secret('*hunter'),
    secret('!hunter!2 x'),
    secret('!!int hunter'),
    secret('!!float hunter'),
    secret('{hunter'),
    secret('"hunter'),
    secret('hunter: hunter'),
    generator('[hunter]'),
    generator('hunter'),
    { 'app/kustomization.yaml': 'resources: [login.env]\n', 'app/login.env': 'KEY=hunter\n' },
    { 'app/kustomization.yaml': 'KEY=hunter\n' },
  ];
  for (const tree of trees) {
    const error = t.throws(() => buildTree(tree), { instanceOf: KustomizeError });
    t.false(error?.message.includes('hunter'), error?.message);
  }
});

test('refuses a file that is too long', (t) => {
  const files = { 'app/kustomization.yaml': 'resources: [r.yaml]\n', 'app/r.yaml': SERVICE };
  const fileSystem = memoryFileSystem(files, '/work');
  const long = new Set(['/work/app/r.yaml']);
  // As the disk does: the length is known before anything is read.
  const huge = { ...fileSystem, size: (file: string) => (long.has(file) ? 16 * 2 ** 20 + 1 : 1) };
  for (const [options, length] of [
    [{ fileSystem: huge }, '16777217 bytes, and 16777216'],
    [{ fileSystem, maxFileSize: 40 }, '51 bytes, and 40'],
  ] as const) {
    const error = t.throws(() => build('/work/app', options), { instanceOf: KustomizeError });
    t.is(error?.code, 'limit');
    t.true(error?.message.startsWith(`/work/app/r.yaml: the file has ${length}`), error?.message);
  }
  t.is(build('/work/app', { fileSystem: huge, maxFileSize: 2 ** 30 }).resources.length, 1);
});

const LOST: Tree = {
  'app/kustomization.yaml': 'resources: [r.yaml]\npatches:\n- path: p.yaml\n',
  'app/r.yaml': `${SERVICE}spec:\n  ports:\n  - port: 80\n`,
  'app/p.yaml': `${SERVICE}spec:\n  ports:\n  - port: 80\n    protocol: TCP\n    name: http\n`,
};

test(
  'in strict mode, a patch that kustomize loses',
  refused,
  LOST,
  'lost-data',
  '/work/app/p.yaml:7:5',
  { strict: true },
);

test('warns of a patch that kustomize loses', (t) => {
  const { yaml, warnings } = buildTree(LOST);
  t.notRegex(yaml, /name: http/);
  t.is(warnings.length, 1);
  t.regex(warnings[0] ?? '', /^# Warning: \/work\/app\/p\.yaml:7:5: kustomize 5\.8\.1 loses/);
});

test('does not warn of patches that arrive', (t) => {
  const patch = `${SERVICE}spec:
  type: null
  clusterIPs: []
  ports:
  - {port: 80, protocol: TCP, name: http}
  - {port: 81, protocol: TCP, $patch: delete}
  - {port: 82, protocol: TCP, name: null, nodePort: 30082}
`;
  const resource = `${SERVICE}spec:
  type: NodePort
  ports:
  - {port: 80, protocol: TCP}
  - {port: 81, protocol: TCP}
  - {port: 82, protocol: TCP, name: x}
`;
  const files = { ...LOST, 'app/r.yaml': resource, 'app/p.yaml': patch };
  const { yaml, warnings } = buildTree(files, { strict: true });
  t.regex(yaml, /name: http/);
  t.deepEqual(warnings, []);
});

const MONITOR =
  'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata:\n  name: web\n';

test(
  'in strict mode, a patch that drops elements of a list without merge keys',
  refused,
  {
    'app/kustomization.yaml': 'resources: [r.yaml]\npatches:\n- path: p.yaml\n',
    'app/r.yaml': `${MONITOR}spec:\n  endpoints:\n  - port: a\n  - port: b\n`,
    'app/p.yaml': `${MONITOR}spec:\n  endpoints:\n  - port: b\n    interval: 10s\n`,
  },
  'lost-data',
  '/work/app/p.yaml:7:3',
  { strict: true },
);

test(
  'in strict mode, a namespace for a kind that kustomize does not know to have none',
  refused,
  {
    'app/kustomization.yaml': 'resources: [r.yaml]\nnamespace: shop\n',
    'app/r.yaml':
      'apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata:\n  name: web\n',
  },
  'invalid-value',
  '/work/app/r.yaml:1:1',
  { strict: true },
);

test(
  'in strict mode, a namespace for a kind whose definition says that it has none',
  refused,
  {
    'app/kustomization.yaml': 'resources: [r.yaml, d.yaml]\nnamespace: shop\n',
    'app/d.yaml': `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: zones.example.com
spec:
  group: example.com
  scope: Cluster
  names: {kind: Zone, plural: zones}
`,
    'app/r.yaml': 'apiVersion: example.com/v1\nkind: Zone\nmetadata:\n  name: web\n',
  },
  'invalid-value',
  '/work/app/r.yaml:1:1',
  { strict: true },
);

test(
  'in strict mode, a label for a field that nothing has',
  refused,
  {
    'app/kustomization.yaml': `resources: [r.yaml]
labels:
- pairs: {tier: front}
  fields:
  - {kind: Deployment, path: spec/template/metadata/labels, create: true}
`,
    'app/r.yaml': SERVICE,
  },
  'no-match',
  '/work/app/kustomization.yaml:5:5',
  { strict: true },
);

test(
  'a patch of another type than the field',
  refused,
  {
    'app/kustomization.yaml': 'resources: [r.yaml]\npatches:\n- path: p.yaml\n',
    'app/r.yaml': DEPLOYMENT,
    'app/p.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template: none\n',
  },
  'wrong-type',
  '/work/app/p.yaml:5:13',
);

test(
  'two resources of one id',
  refused,
  {
    'app/kustomization.yaml': 'resources: [a.yaml, b.yaml]\n',
    'app/a.yaml': SERVICE,
    'app/b.yaml': `---\n${SERVICE}`,
  },
  'conflict',
  '/work/app/b.yaml:2:1',
);

test(
  'an object without a name',
  refused,
  {
    'app/kustomization.yaml': 'resources: [r.yaml]\n',
    'app/r.yaml': '---\n# none\n---\nkind: Service\n',
  },
  'missing-value',
  '/work/app/r.yaml:4:1',
);

test(
  'a folder without a kustomization',
  refused,
  { 'app/r.yaml': SERVICE },
  'not-found',
  '/work/app',
);

test(
  'aliases that expand without end',
  refused,
  {
    'app/kustomization.yaml': 'resources: [r.yaml]\n',
    'app/r.yaml': `kind: Bomb\nmetadata: {name: a}\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${Array.from(
      { length: 9 },
      (_, i) =>
        `a${i + 1}: &a${i + 1} [${Array.from({ length: 10 }, () => `*a${i}`).join(', ')}]\n`,
    ).join('')}`,
  },
  'limit',
  '/work/app/r.yaml:8:45',
);

test(
  'nesting without end',
  refused,
  {
    'app/kustomization.yaml': 'resources: [r.yaml]\n',
    'app/r.yaml': `kind: A\nmetadata: {name: a}\ndata: ${'['.repeat(20_000)}`,
  },
  'limit',
  '/work/app/r.yaml:3:1006',
);

test('a cached base is never edited', (t) => {
  const fileSystem = memoryFileSystem(
    {
      'base/kustomization.yaml':
        'resources: [r.yaml]\nlabels:\n- pairs: {app: web}\n  includeSelectors: true\n',
      'base/r.yaml': DEPLOYMENT,
      'one/kustomization.yaml':
        'resources: [../base]\nnamePrefix: one-\nlabels:\n- pairs: {team: one}\n  includeSelectors: true\n',
      'two/kustomization.yaml': 'resources: [../base]\nnameSuffix: -two\n',
    },
    '/work',
  );
  const cache = createBuildCache();
  const folders = ['/work/one', '/work/two', '/work/base', '/work/one'];
  for (const folder of folders) {
    t.is(build(folder, { fileSystem, cache }).yaml, build(folder, { fileSystem }).yaml);
    t.deepEqual(build(folder, { fileSystem, cache }).inputs, build(folder, { fileSystem }).inputs);
  }
});

test('keys of Object.prototype are keys like any other', (t) => {
  const { yaml } = buildTree({
    'app/kustomization.yaml':
      'resources: [r.yaml]\nconfigMapGenerator:\n- name: c\n  literals: [__proto__=x, constructor=y]\npatches:\n- path: p.yaml\n',
    'app/r.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {__proto__: a, toString: b}\n',
    'app/p.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {__proto__: c, hasOwnProperty: d}\n',
  });
  t.regex(yaml, /__proto__: c\n {2}hasOwnProperty: d\n {2}toString: b/);
  t.regex(yaml, /__proto__: x\n {2}constructor: "y"/);
  t.is(Object.getPrototypeOf({}), Object.prototype);
});

test('lists the files that a build read', (t) => {
  const { inputs } = buildTree({
    'app/kustomization.yaml':
      'resources: [../base]\ncomponents: [../trait]\npatches: [{path: p.yaml}]\nconfigMapGenerator: [{name: c, files: [data.txt]}]\n',
    'app/p.yaml': DEPLOYMENT,
    'app/data.txt': 'x',
    'app/unused.yaml': SERVICE,
    'base/kustomization.yaml': 'resources: [r.yaml]\n',
    'base/r.yaml': DEPLOYMENT,
    'trait/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -x\n',
  });
  t.deepEqual(
    inputs,
    [
      'app/data.txt',
      'app/kustomization.yaml',
      'app/p.yaml',
      'base/kustomization.yaml',
      'base/r.yaml',
      'trait/kustomization.yaml',
    ].map((file) => `/work/${file}`),
  );
});
