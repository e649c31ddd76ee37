import test from 'ava';
import {
  build,
  createBuildCache,
  getPath,
  memoryFileSystem,
  originsOf,
  visitLeaves,
} from 'kustomize-ts';
import type { Build, Origin } from 'kustomize-ts';

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
  labels:
    old: label
spec:
  type: ClusterIP
  ports:
  - port: 80
    name: http
`;

function traced(files: Readonly<Record<string, string>>): Build {
  return build('/app', { fileSystem: memoryFileSystem(files, '/app'), trace: true });
}

function show({ path, line, column, by, value }: Origin): string {
  return `${path.replace('/app/', '')}:${line}:${column} ${by}: ${value ?? '(removed)'}`;
}

/** The stations of every value of a resource by its path. */
function stations({ resources }: Build, kind: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const resource = resources.find((candidate) => candidate.kind === kind);
  if (!resource) throw new Error(`there is no ${kind}`);
  visitLeaves(resource.node, '', (path, node) => {
    found[path] = originsOf(node).map(show);
  });
  return found;
}

function removals({ removed }: Build): string[] {
  return removed.map(
    ({ kind, name, field, origins }) =>
      `${kind}/${name} ${field ?? '(all)'} < ${origins.map(show).join(' < ')}`,
  );
}

test('a value has a station where it is written and one for each change', (t) => {
  const built = traced({
    'base/kustomization.yaml': 'resources: [service.yaml]\nnamePrefix: a-\n',
    'base/service.yaml': SERVICE,
    'kustomization.yaml': `resources: [base]
nameSuffix: -b
namespace: shop
labels:
- pairs:
    tier: front
    team: one
patches:
- path: patch.yaml
- target: {kind: Service}
  patch: |-
    - op: replace
      path: /spec/type
      value: NodePort
`,
    'patch.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
  - port: 80
    name: web
    targetPort: 8080
`,
  });
  t.deepEqual(stations(built, 'Service'), {
    apiVersion: ['base/service.yaml:1:13 resources: v1'],
    kind: ['base/service.yaml:2:7 resources: Service'],
    'metadata.labels.old': ['base/service.yaml:6:10 resources: label'],
    'metadata.labels.team': ['kustomization.yaml:7:11 labels: one'],
    'metadata.labels.tier': ['kustomization.yaml:6:11 labels: front'],
    'metadata.name': [
      'base/service.yaml:4:9 resources: web',
      'base/kustomization.yaml:2:13 namePrefix: a-web',
      'kustomization.yaml:2:13 nameSuffix: a-web-b',
    ],
    'metadata.namespace': ['kustomization.yaml:3:12 namespace: shop'],
    'spec.ports[0].name': [
      'base/service.yaml:11:11 resources: http',
      'patch.yaml:8:11 patches: web',
    ],
    'spec.ports[0].port': ['base/service.yaml:10:11 resources: 80', 'patch.yaml:7:11 patches: 80'],
    'spec.ports[0].targetPort': ['patch.yaml:9:17 patches: 8080'],
    'spec.type': [
      'base/service.yaml:8:9 resources: ClusterIP',
      'kustomization.yaml:14:14 patches: NodePort',
    ],
  });
  t.deepEqual(removals(built), []);
});

test('what is taken away is told with what took it', (t) => {
  const built = traced({
    'service.yaml': SERVICE,
    'secret.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: key}\n',
    'kustomization.yaml': `resources: [service.yaml, secret.yaml]
patches:
- patch: |-
    {apiVersion: v1, kind: Secret, metadata: {name: key}, $patch: delete}
- target: {kind: Service}
  patch: |-
    - {op: remove, path: /spec/ports/0/name}
- patch: |-
    {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: null}}
`,
  });
  t.deepEqual(removals(built), [
    'Secret/key (all) < secret.yaml:2:7 resources: Secret < kustomization.yaml:3:3 patches: (removed)',
    'Service/web spec.ports[0].name < service.yaml:11:11 resources: http < kustomization.yaml:5:3 patches: (removed)',
    'Service/web spec.type < service.yaml:8:9 resources: ClusterIP < kustomization.yaml:8:3 patches: (removed)',
  ]);
});

test('generators, hashes, references and replacements are stations', (t) => {
  const built = traced({
    'base/kustomization.yaml': 'configMapGenerator:\n- name: settings\n  literals: [a=1, b=2]\n',
    'pod.yaml': `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: web:1
    envFrom:
    - configMapRef: {name: settings}
    command: [port]
`,
    'kustomization.yaml': `resources: [base, pod.yaml]
configMapGenerator:
- name: settings
  behavior: merge
  literals:
  - b=3
images:
- {name: web, newTag: v2}
replacements:
- source: {kind: ConfigMap, fieldPath: data.b}
  targets:
  - select: {kind: Pod}
    fieldPaths: [spec.containers.0.command.0]
`,
  });
  const map = stations(built, 'ConfigMap');
  t.deepEqual(map['data.a'], ['base/kustomization.yaml:3:14 configMapGenerator: 1']);
  t.deepEqual(map['data.b'], [
    'base/kustomization.yaml:3:19 configMapGenerator: 2',
    'kustomization.yaml:6:5 configMapGenerator: 3',
  ]);
  const [name] = built.resources.filter(({ kind }) => kind === 'ConfigMap').map((r) => r.name);
  t.is(map['metadata.name']?.at(-1), `base/kustomization.yaml:2:9 name suffix hash: ${name}`);
  const pod = stations(built, 'Pod');
  t.deepEqual(pod['spec.containers[0].image'], [
    'pod.yaml:7:12 resources: web:1',
    'kustomization.yaml:8:3 images: web:v2',
  ]);
  t.deepEqual(pod['spec.containers[0].envFrom[0].configMapRef.name'], [
    'pod.yaml:9:28 resources: settings',
    `pod.yaml:9:28 name reference: ${name}`,
  ]);
  t.deepEqual(pod['spec.containers[0].command[0]'], [
    'pod.yaml:10:15 resources: port',
    'kustomization.yaml:10:3 replacements: 3',
  ]);
  t.deepEqual(removals(built), []);
});

test('a base from the cache brings its stations and its removals', (t) => {
  const fileSystem = memoryFileSystem(
    {
      'base/kustomization.yaml':
        'resources: [s.yaml]\npatches:\n- patch: "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: null}}"\n',
      'base/s.yaml': SERVICE,
      'a/kustomization.yaml': 'resources: [../base]\nnamePrefix: a-\n',
      'b/kustomization.yaml': 'resources: [../base]\nnamePrefix: b-\n',
    },
    '/app',
  );
  const cache = createBuildCache();
  build('/app/b', { fileSystem, cache });
  build('/app/a', { fileSystem, cache, trace: true });
  const shared = build('/app/b', { fileSystem, cache, trace: true });
  const fresh = build('/app/b', { fileSystem, trace: true });
  t.deepEqual(stations(shared, 'Service'), stations(fresh, 'Service'));
  t.is(fresh.removed.length, 1);
  t.deepEqual(removals(shared), removals(fresh));
});

test('nothing is noted unless it is asked for', (t) => {
  const fileSystem = memoryFileSystem(
    { 'kustomization.yaml': 'resources: [s.yaml]\nnamePrefix: a-\n', 's.yaml': SERVICE },
    '/app',
  );
  const { resources, removed } = build('/app', { fileSystem });
  t.deepEqual(removed, []);
  let values = 0;
  for (const { node } of resources) {
    visitLeaves(node, '', (_, leaf) => {
      values++;
      t.false('trace' in leaf);
    });
  }
  t.true(values > 5);
});

test('a text says where its lines stand, until something changes it', (t) => {
  const built = traced({
    'base/Corefile': 'a\nb\n',
    'base/hosts': 'x\ny\n',
    'base/kustomization.yaml':
      'resources: [texts.yaml]\nconfigMapGenerator:\n- {name: dns, files: [Corefile, hosts], literals: ["one=1"]}\n',
    'base/texts.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: texts}
data:
  literal: &x
    |-
    one
    two
  quoted: "one\\ntwo"
  folded: >
    one

    two
  replaced: |
    one
    two
`,
    Corefile: 'c\nd\n',
    'kustomization.yaml': `resources: [base]
configMapGenerator:
- {name: dns, behavior: merge, files: [Corefile]}
patches:
- patch: '[{"op": "replace", "path": "/data/hosts", "value": "z"}]'
  target: {kind: ConfigMap, name: dns}
- patch: '[{"op": "replace", "path": "/data/replaced", "value": "z\\n"}]'
  target: {kind: ConfigMap, name: texts}
- patch: |
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: texts}
    data:
      patched: |
        one
        two
- patch: "apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: texts}\\ndata:\\n  inQuotes: |\\n    one\\n    two\\n"
`,
  });
  const texts = Object.fromEntries(
    built.resources.flatMap(({ node }) => {
      const data = getPath(node, 'data');
      if (data?.kind !== 'mapping') return [];
      return data.entries.map(({ key, value }) => [
        key.kind === 'scalar' ? key.value : '',
        originsOf(value).map(
          ({ text }) => text && `${text.path.replace('/app/', '')}:${text.line}`,
        ),
      ]);
    }),
  );
  t.deepEqual(texts, {
    Corefile: ['base/Corefile:1', 'Corefile:1'],
    hosts: ['base/hosts:1', undefined],
    one: [undefined],
    literal: ['base/texts.yaml:7'],
    quoted: [undefined],
    folded: [undefined],
    replaced: ['base/texts.yaml:15', undefined],
    patched: ['kustomization.yaml:15'],
    inQuotes: [undefined],
  });
});
