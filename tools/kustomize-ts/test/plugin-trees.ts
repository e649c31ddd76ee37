/**
 * Small trees about what a kustomization names: configurations of generators and transformers, schemas, definitions of
 * custom resources, YAML within values. What kustomize prints for each stands in trees.json, written by record-trees.ts.
 */
export interface NamedTree {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly target: string;
}

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  replicas: 1
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      serviceAccountName: web
      containers:
      - name: app
        image: registry.example.com/web:1
        ports:
        - containerPort: 8080
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: web
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: web
  namespace: front
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: reader
subjects:
- kind: ServiceAccount
  name: web
- kind: ServiceAccount
  name: default
- kind: User
  name: default
`;

/** One folder with the objects above, a field of the kustomization and what is written as text in it. */
function inline(name: string, field: string, text: string, rest = ''): NamedTree {
  const indented = text.replaceAll(/^(?=.)/gm, '  ');
  return {
    name,
    target: 'app',
    files: {
      'app/kustomization.yaml': `resources: [web.yaml]\n${rest}${field}:\n- |\n${indented}`,
      'app/web.yaml': WEB,
    },
  };
}

function configuration(kind: string, fields: string): string {
  return `apiVersion: builtin\nkind: ${kind}\nmetadata:\n  name: configured\n${fields}`;
}

function transformer(kind: string, fields: string, name = kind): NamedTree {
  return inline(name, 'transformers', configuration(kind, fields));
}

const NAME_SPEC = 'fieldSpecs:\n- path: metadata/name\n';

const TRANSFORMERS = [
  transformer(
    'AnnotationsTransformer',
    'annotations:\n  owner: team\n  count: 5\nfieldSpecs:\n- path: metadata/annotations\n  create: true\n',
  ),
  transformer(
    'AnnotationsTransformer',
    'annotations:\n  owner: team\nfieldSpecs:\n- path: metadata/annotations\n',
    'AnnotationsTransformer where nothing is created',
  ),
  transformer(
    'ImageTagTransformer',
    'imageTag:\n  name: registry.example.com/web\n  newTag: 2\nfieldSpecs:\n- path: spec/template/spec/containers/image\n',
  ),
  transformer(
    'LabelTransformer',
    'labels:\n  tier: front\n  on: true\nfieldSpecs:\n- path: metadata/labels\n  create: true\n',
  ),
  transformer('LabelTransformer', 'labels:\n  tier: front\n', 'LabelTransformer without fields'),
  transformer(
    'NamespaceTransformer',
    '  namespace: back\nunsetOnly: true\nsetRoleBindingSubjects: allServiceAccounts\nfieldSpecs:\n- path: subjects/namespace\n  kind: RoleBinding\n',
  ),
  transformer(
    'NamespaceTransformer',
    '  namespace: back\nsetRoleBindingSubjects: none\n',
    'NamespaceTransformer that leaves subjects alone',
  ),
  transformer(
    'NamespaceTransformer',
    '  namespace: back\nsetRoleBindingSubjects: some\n',
    'NamespaceTransformer with an unknown mode',
  ),
  transformer(
    'PatchJson6902Transformer',
    'target:\n  kind: Deployment\n  name: web\njsonOp: \'[{"op": "replace", "path": "/spec/replicas", "value": 3}]\'\n',
  ),
  transformer(
    'PatchJson6902Transformer',
    'jsonOp: "[]"\n',
    'PatchJson6902Transformer without target',
  ),
  transformer(
    'PatchStrategicMergeTransformer',
    'patches: |\n  apiVersion: apps/v1\n  kind: Deployment\n  metadata: {name: web}\n  spec: {template: {spec: {containers: [{name: side, image: side:1}]}}}\n',
  ),
  transformer(
    'PatchTransformer',
    'target:\n  kind: .*\n  name: web\npatch: |-\n  - {op: add, path: /metadata/annotations/added, value: x}\n',
    'PatchTransformer that adds to annotations which are not there',
  ),
  transformer('PrefixTransformer', `prefix: new-\n${NAME_SPEC}`),
  transformer('PrefixTransformer', 'prefix: new-\n', 'PrefixTransformer without fieldSpecs'),
  transformer('SuffixTransformer', `suffix: 1\n${NAME_SPEC}`),
  transformer('PrefixSuffixTransformer', `prefix: a-\nsuffix: -z\n${NAME_SPEC}`),
  transformer(
    'ReplacementTransformer',
    'replacements:\n- source:\n    kind: ServiceAccount\n    name: web\n  targets:\n  - select:\n      kind: Deployment\n    fieldPaths:\n    - metadata.labels.app\n',
  ),
  transformer(
    'ReplicaCountTransformer',
    'replica:\n  name: web\n  count: 4\nfieldSpecs:\n- path: spec/replicas\n  kind: Deployment\n',
  ),
  transformer(
    'ValueAddTransformer',
    'targets:\n- fieldPath: metadata/namespace\n- selector:\n    kind: Deployment\n  fieldPath: spec/template/spec/containers/[name=app]/image\n  filePathPosition: 2\n',
  ),
  transformer('ValueAddTransformer', 'value: x\n', 'ValueAddTransformer without targets'),
  transformer('SortOrderTransformer', ''),
  transformer('ConfigMapGenerator', '', 'a generator under transformers'),
];

const GENERATED = `apiVersion: builtin
kind: ConfigMapGenerator
metadata:
  name: settings
  namespace: back
literals:
- a=b
files:
- web.yaml
options:
  labels:
    made: "yes"
---
apiVersion: builtin
kind: SecretGenerator
metadata:
  name: unused
name: token
type: example.com/token
envs:
- token.env
options:
  disableNameSuffixHash: true
---
apiVersion: builtin
kind: IAMPolicyGenerator
metadata:
  name: policy
cloud: gke
kubernetesService:
  name: account
serviceAccount:
  name: cloud
  projectId: project
`;

const THING = `apiVersion: example.com/v1
kind: Thing
metadata:
  name: thing
spec:
  parts:
  - name: a
    size: 1
  - name: b
    size: 2
`;
const THING_PATCH = `apiVersion: example.com/v1
kind: Thing
metadata:
  name: thing
spec:
  parts:
  - name: b
    size: 3
  - name: c
    size: 4
`;

/** The parts of a Thing merge by name; `scope` is the path that says where a Thing lives. */
function schema(scope: string): string {
  const kind = { group: 'example.com', version: 'v1', kind: 'Thing' };
  return JSON.stringify({
    definitions: {
      'com.example.v1.Thing': {
        properties: { spec: { $ref: '#/definitions/com.example.v1.ThingSpec' } },
        'x-kubernetes-group-version-kind': [kind],
      },
      'com.example.v1.ThingSpec': {
        properties: {
          parts: {
            type: 'array',
            items: { properties: { name: { type: 'string' } } },
            'x-kubernetes-patch-strategy': 'merge',
            'x-kubernetes-patch-merge-key': 'name',
          },
        },
      },
    },
    paths: { [scope]: { get: { 'x-kubernetes-group-version-kind': kind } } },
  });
}

const CLUSTER = '/apis/example.com/v1/things/{name}';
const NAMESPACED = '/apis/example.com/v1/namespaces/{namespace}/things/{name}';

function withSchema(name: string, kustomization: string, files: Record<string, string>): NamedTree {
  const all = {
    'app/kustomization.yaml': `resources: [thing.yaml]\nnamespace: back\npatches:\n- path: patch.yaml\n${kustomization}`,
    'app/thing.yaml': THING,
    'app/patch.yaml': THING_PATCH,
    ...files,
  };
  return { name, target: 'app', files: all };
}

/** A base with its own schema, below an overlay that patches a Deployment, whose schema is built in. */
function schemaOfBase(name: string, own: string): NamedTree {
  const patch = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: side
        image: side:1
`;
  return {
    name,
    target: 'app',
    files: {
      'app/kustomization.yaml': `resources: [${own}../base]\npatches:\n- path: patch.yaml\n`,
      'app/patch.yaml': patch,
      'app/other.yaml': THING.replace('name: thing', 'name: other'),
      'base/kustomization.yaml':
        'resources: [thing.yaml, web.yaml]\nopenapi: {path: schema.json}\npatches:\n- path: patch.yaml\n',
      'base/thing.yaml': THING,
      'base/web.yaml': WEB,
      'base/patch.yaml': THING_PATCH,
      'base/schema.json': schema(NAMESPACED),
    },
  };
}

function embedded(name: string, text: string, fieldPath: string, rest = ''): NamedTree {
  const indented = text.replaceAll(/^(?=.)/gm, '    ');
  return {
    name,
    target: 'app',
    files: {
      'app/kustomization.yaml': `resources: [map.yaml]
replacements:
- sourceValue: new
  targets:
  - select:
      kind: ConfigMap
    fieldPaths:
    - data.conf\\.yaml.${fieldPath}
${rest}`,
      'app/map.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: conf\ndata:\n  conf.yaml: |\n${indented}`,
    },
  };
}

export const PLUGIN_TREES: readonly NamedTree[] = [
  ...TRANSFORMERS,
  inline(
    'HashTransformer',
    'transformers',
    configuration('HashTransformer', ''),
    'configMapGenerator:\n- name: made\n  literals: [a=b]\n',
  ),
  {
    name: 'generators in a file; their paths are those of the kustomization',
    target: 'app',
    files: {
      'app/kustomization.yaml':
        'resources: [web.yaml]\ngenerators: [config/generators.yaml]\ngeneratorOptions:\n  disableNameSuffixHash: true\nnamePrefix: new-\n',
      'app/config/generators.yaml': GENERATED,
      'app/web.yaml': WEB,
      'app/token.env': 'TOKEN=secret\n',
    },
  },
  {
    name: 'transformers in a folder that is a kustomization',
    target: 'app',
    files: {
      'app/kustomization.yaml': 'resources: [web.yaml]\ntransformers: [../shared]\n',
      'app/web.yaml': WEB,
      'shared/kustomization.yaml':
        'resources: [prefix.yaml]\npatches:\n- target: {kind: PrefixTransformer}\n  patch: "- {op: replace, path: /prefix, value: patched-}"\n',
      'shared/prefix.yaml': configuration('PrefixTransformer', `prefix: new-\n${NAME_SPEC}`),
    },
  },
  inline(
    'origins of what is configured in objects of their own',
    'transformers',
    configuration(
      'LabelTransformer',
      'labels: {a: b}\nfieldSpecs: [{path: metadata/labels, create: true}]\n',
    ),
    'buildMetadata: [originAnnotations, transformerAnnotations]\ngenerators:\n- |\n  apiVersion: builtin\n  kind: ConfigMapGenerator\n  metadata: {name: made, namespace: back}\n  literals: [a=b]\n',
  ),
  inline(
    'a validator that labels',
    'validators',
    configuration(
      'LabelTransformer',
      'labels: {validated-by: x}\nfieldSpecs: [{path: metadata/labels, create: true, kind: ServiceAccount}]\n',
    ),
  ),
  {
    name: 'a validator that labels what a ValueAddTransformer has labelled',
    target: 'app',
    files: {
      'app/kustomization.yaml':
        'resources: [r.yaml]\ntransformers: [t.yaml]\nvalidators: [v.yaml]\n',
      'app/r.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: a\n',
      'app/t.yaml': configuration(
        'ValueAddTransformer',
        'value: x\ntargets: [{fieldPath: metadata/labels/app}]\n',
      ),
      'app/v.yaml': configuration(
        'LabelTransformer',
        'labels: {validated-by: x}\nfieldSpecs: [{path: metadata/labels, create: true}]\n',
      ),
    },
  },
  inline(
    'a validator that changes something',
    'validators',
    configuration(
      'LabelTransformer',
      'labels: {other: x}\nfieldSpecs: [{path: metadata/labels, create: true}]\n',
    ),
  ),
  inline(
    'a configuration that stands twice',
    'transformers',
    `${configuration('PrefixTransformer', `prefix: a-\n${NAME_SPEC}`)}---\n${configuration('PrefixTransformer', `prefix: b-\n${NAME_SPEC}`)}`,
  ),
  withSchema('a schema in JSON', 'openapi: {path: schema.json}\n', {
    'app/schema.json': schema(NAMESPACED),
  }),
  withSchema(
    'a schema in YAML, of a kind outside of namespaces',
    'openapi: {path: schema.yaml}\n',
    {
      'app/schema.yaml': `# YAML\n${schema(CLUSTER)}`,
    },
  ),
  withSchema('the built-in schema by its version', 'openapi: {version: v1.21.2}\n', {}),
  withSchema('a version that is not built in', 'openapi: {version: v1.30.0}\n', {}),
  withSchema('both path and version', 'openapi: {path: schema.json, version: v1.21.2}\n', {
    'app/schema.json': schema(NAMESPACED),
  }),
  withSchema('a schema that is not there', 'openapi: {path: schema.json}\n', {}),
  withSchema('a schema that is broken', 'openapi: {path: schema.json}\n', {
    'app/schema.json': '{',
  }),
  schemaOfBase('the schema of a base replaces the built-in one', ''),
  schemaOfBase('the built-in schema stays beside the one of a base', 'other.yaml, '),
  {
    name: 'the schema of the overlay counts, not that of its base',
    target: 'app',
    files: {
      'app/kustomization.yaml': 'resources: [../base]\nopenapi: {path: schema.json}\n',
      'app/schema.json': '{"definitions": {}}',
      'base/kustomization.yaml':
        'resources: [thing.yaml]\nopenapi: {path: schema.json}\npatches:\n- path: patch.yaml\n',
      'base/thing.yaml': THING,
      'base/patch.yaml': THING_PATCH,
      'base/schema.json': schema(NAMESPACED),
    },
  },
  {
    name: 'fields of a custom resource from its definition',
    target: 'app',
    files: {
      'app/kustomization.yaml':
        'resources: [thing.yaml]\ncrds: [crd.json]\nnamePrefix: new-\ncommonLabels: {a: b}\ncommonAnnotations: {c: d}\n',
      'app/thing.yaml': `${THING}  account:\n    id: web\n  title: main\n  match:\n    x: y\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web\n`,
      'app/crd.json': JSON.stringify({
        'example.com/v1.Thing': {
          Schema: {
            properties: {
              apiVersion: {},
              kind: {},
              metadata: {},
              spec: { $ref: 'example.com/v1.ThingSpec' },
            },
          },
        },
        'example.com/v1.ThingSpec': {
          Schema: {
            properties: {
              account: {
                'x-kubernetes-object-ref-api-version': 'v1',
                'x-kubernetes-object-ref-kind': 'ServiceAccount',
                'x-kubernetes-object-ref-name-key': 'id',
              },
              title: { 'x-kubernetes-identity': '' },
              match: { 'x-kubernetes-label-selector': '' },
            },
          },
        },
      }),
    },
  },
  embedded(
    'YAML in a value, printed anew with its comments',
    '# the server\nserver:\n    host:   "a"   # inside\n    # where it listens\n    port: 80\n    list:\n      - one\n      - two: {a: b}\n',
    'server.host',
  ),
  embedded('a number in YAML that becomes a text', 'port: 80\nname: x\n', 'port'),
  embedded(
    'a field that is made in YAML',
    'name: x\n',
    'made.here',
    '    options: {create: true}\n',
  ),
  embedded('a field that YAML does not have', 'name: x\n', 'other'),
  {
    name: 'annotations that only kustomize sees are there for a JSON patch',
    target: 'app',
    files: {
      'app/kustomization.yaml':
        'resources: [web.yaml]\npatches:\n- target: {kind: ServiceAccount}\n  patch: "- {op: add, path: /metadata/annotations/a, value: b}"\n',
      'app/web.yaml': WEB,
    },
  },
  {
    name: 'a patch that removes all annotations removes the past',
    target: 'app',
    files: {
      'app/kustomization.yaml':
        'resources: [../base]\nnameSuffix: -x\npatches:\n- patch: |\n    apiVersion: v1\n    kind: ServiceAccount\n    metadata:\n      name: web\n      annotations: null\n',
      'base/kustomization.yaml': 'resources: [web.yaml]\nnamePrefix: new-\n',
      'base/web.yaml': WEB,
    },
  },
];
