import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import {
  compact,
  generator,
  imageEntry,
  labels,
  name,
  operation,
  optional,
  patch,
  replacement,
  strategic,
  target,
  trees,
  word,
} from './trees.ts';
import type { Map, Tree, Value } from './trees.ts';

/** Trees that configure generators and transformers in objects of their own, and that bring a schema. */

const fieldSpec = fc
  .record({
    path: fc.constantFrom(
      'metadata/name',
      'metadata/name',
      'metadata/labels',
      'metadata/annotations',
      'metadata/namespace',
      'spec/replicas',
      'spec/template/metadata/labels',
      'spec/template/spec/containers[]/image',
      'spec/template/spec/serviceAccountName',
      'spec/selector',
      'subjects/namespace',
      'spec/made/here',
    ),
    kind: optional(fc.constantFrom('Deployment', 'Service', 'ConfigMap', 'RoleBinding', 'Thing')),
    group: optional(fc.constantFrom('apps')),
    create: optional(fc.boolean()),
  })
  .map(compact);
const fieldSpecs = optional(fc.array(fieldSpec, { maxLength: 3 }), 5);
const number = fc.constantFrom<Value>('1', 2, true, 1.5, null);

function configuration(kind: string, fields: fc.Arbitrary<Record<string, Value | undefined>>) {
  const metadata = fc
    .record({ name, namespace: optional(fc.constantFrom('n1', 'n2')) })
    .map(compact);
  return fc
    .tuple(metadata, fields)
    .map(([meta, rest]) => compact({ apiVersion: 'builtin', kind, metadata: meta, ...rest }));
}

const generators = fc.oneof(
  configuration(
    'ConfigMapGenerator',
    generator.map(({ name: _, ...rest }) => rest),
  ),
  configuration('ConfigMapGenerator', generator),
  configuration('SecretGenerator', generator),
  configuration(
    'IAMPolicyGenerator',
    fc.record({
      cloud: fc.constantFrom('gke', 'gke', 'gke', 'other'),
      kubernetesService: fc.constantFrom<Map>({ name: 'k' }, { name: 'k', namespace: 'n1' }),
      serviceAccount: fc.constantFrom<Map>({ name: 's', projectId: 'p' }, { name: 'yes' }),
    }),
  ),
);

const valueTarget = fc
  .record({
    selector: optional(target),
    fieldPath: fc.constantFrom(
      'metadata/namespace',
      'metadata/labels/app',
      'data/k',
      'metadata/annotations/app.kubernetes.io\\/name',
      'spec/template/spec/containers/[name=c]/image',
      'spec/ports/0/name',
      'spec/made/[a=b]/c',
    ),
    filePathPosition: optional(fc.constantFrom(0, 1, 2, 9)),
  })
  .map(compact);

const transformers = fc.oneof(
  configuration(
    'AnnotationsTransformer',
    fc.record({ annotations: fc.oneof(labels, fc.record({ app: number })), fieldSpecs }),
  ),
  configuration('HashTransformer', fc.constant({})),
  configuration('ImageTagTransformer', fc.record({ imageTag: imageEntry, fieldSpecs })),
  configuration(
    'LabelTransformer',
    fc.record({ labels: fc.oneof(labels, fc.record({ app: number })), fieldSpecs }),
  ),
  configuration(
    'NamespaceTransformer',
    fc.record({
      fieldSpecs,
      unsetOnly: optional(fc.boolean()),
      setRoleBindingSubjects: optional(
        fc.constantFrom('defaultOnly', 'allServiceAccounts', 'none', 'all'),
      ),
    }),
  ),
  configuration(
    'PatchJson6902Transformer',
    fc.record({
      target: optional(target, 6),
      jsonOp: fc
        .array(operation, { minLength: 1, maxLength: 2 })
        .chain((list) => fc.constantFrom(stringify(list), JSON.stringify(list))),
    }),
  ),
  configuration(
    'PatchStrategicMergeTransformer',
    fc.oneof(
      fc.record({ paths: strategic.map((o) => [stringify(o)]) }),
      fc.record({ patches: strategic.map((o) => stringify(o)) }),
    ),
  ),
  configuration('PatchTransformer', patch),
  configuration('PrefixSuffixTransformer', fc.record({ prefix: word, suffix: word, fieldSpecs })),
  configuration('PrefixTransformer', fc.record({ prefix: optional(word), fieldSpecs })),
  configuration('SuffixTransformer', fc.record({ suffix: optional(word), fieldSpecs })),
  configuration(
    'ReplacementTransformer',
    fc.record({ replacements: fc.array(replacement, { maxLength: 2 }) }),
  ),
  configuration(
    'ReplicaCountTransformer',
    fc.record({
      replica: fc.record({ name, count: fc.constantFrom(0, 3) }),
      fieldSpecs: fc.constant([{ path: 'spec/replicas', create: true, kind: 'Deployment' }]),
    }),
  ),
  configuration(
    'ValueAddTransformer',
    fc.record({
      value: optional(word, 3),
      targets: fc.array(valueTarget, { minLength: 1, maxLength: 2 }),
    }),
  ),
);

/** Mostly without effect, as a validator has to be. None writes a value that is there: only kustomize sees that. */
const validators = fc.oneof(
  configuration(
    'LabelTransformer',
    fc.record({
      labels: fc.constantFrom<Map>({ 'validated-by': 'x' }, {}, { app: 'x' }),
      fieldSpecs: fc.constant([{ path: 'metadata/labels', create: true }]),
    }),
  ),
  configuration('HashTransformer', fc.constant({})),
  configuration(
    'AnnotationsTransformer',
    fc.record({
      annotations: fc.constantFrom<Map>({ added: 'x' }, {}),
      fieldSpecs: fc.constant([{ path: 'metadata/annotations' }]),
    }),
  ),
  configuration(
    'ImageTagTransformer',
    fc.record({ imageTag: fc.constant({ name: 'absent', newTag: '1' }), fieldSpecs }),
  ),
  configuration('PatchTransformer', patch),
);

const FORMS = ['inline', 'inline', 'file', 'folder'] as const;

interface Addition {
  readonly folder: number;
  readonly field: string;
  readonly form: (typeof FORMS)[number];
  readonly objects: readonly Map[];
}

const addition: fc.Arbitrary<Addition> = fc
  .constantFrom(
    ['generators', generators] as const,
    ['transformers', transformers] as const,
    ['transformers', transformers] as const,
    ['transformers', transformers] as const,
    ['validators', validators] as const,
  )
  .chain(([field, objects]) =>
    fc.record({
      folder: fc.nat(),
      field: fc.constant(field),
      form: fc.constantFrom(...FORMS),
      objects: fc.array(objects, { minLength: 1, maxLength: 2 }),
    }),
  );

const listSchema = fc.constantFrom<Map>(
  { 'x-kubernetes-patch-strategy': 'merge', 'x-kubernetes-patch-merge-key': 'name' },
  { 'x-kubernetes-patch-strategy': 'merge,retainKeys', 'x-kubernetes-patch-merge-key': 'image' },
  { 'x-kubernetes-patch-strategy': 'replace', 'x-kubernetes-patch-merge-key': 'name' },
  {
    'x-kubernetes-patch-strategy': 'merge',
    'x-kubernetes-patch-merge-key': 'name',
    'x-kubernetes-list-map-keys': ['name', 'image'],
  },
  { 'x-kubernetes-patch-merge-key': 'name' },
  {},
);
const items = fc.constantFrom<Map>(
  { $ref: '#/definitions/com.example.Element' },
  { type: 'object' },
  {
    type: 'object',
    properties: {
      ports: {
        type: 'array',
        items: { type: 'object' },
        'x-kubernetes-patch-strategy': 'merge',
        'x-kubernetes-patch-merge-key': 'name',
      },
    },
  },
);
const spec = fc.tuple(listSchema, items).chain(([list, element]) => {
  const schema: Map = { ...list, type: 'array', items: element };
  return fc.constantFrom<Map>(
    { properties: { list: schema } },
    { additionalProperties: schema },
    { $ref: '#/definitions/com.example.Spec' },
    { $ref: '#/definitions/com.example.Missing' },
  );
});

/** A schema of the kind Thing, sometimes with Deployment, with or without the scope of Thing. */
const openApi = fc
  .record({ spec, second: spec, kinds: fc.constantFrom('Thing', 'both'), scope: fc.nat(2) })
  .map(({ spec: thing, second, kinds, scope }) => {
    const kind = (group: string, version: string, name_: string): Map => ({
      group,
      version,
      kind: name_,
    });
    const thingKind = kind('example.com', 'v1', 'Thing');
    const path =
      scope === 1
        ? '/apis/example.com/v1/things'
        : '/apis/example.com/v1/namespaces/{namespace}/things';
    return {
      definitions: {
        'com.example.Thing': {
          type: 'object',
          properties: { spec: thing },
          'x-kubernetes-group-version-kind': [
            thingKind,
            ...(kinds === 'both' ? [kind('', 'v1', 'Pod')] : []),
          ],
        },
        'com.example.Spec': second,
        'com.example.Element': {
          properties: {
            env: {
              type: 'array',
              items: {},
              'x-kubernetes-patch-strategy': 'merge',
              'x-kubernetes-patch-merge-key': 'name',
            },
          },
        },
      },
      ...(scope > 0 && {
        paths: { [path]: { get: { 'x-kubernetes-group-version-kind': thingKind } } },
      }),
    };
  });

interface Brought {
  readonly folder: number;
  readonly openapi: Map;
  readonly text: string;
}

const brought: fc.Arbitrary<Brought> = fc.record({
  folder: fc.nat(),
  openapi: fc.constantFrom<Map>(
    ...Array.from({ length: 8 }, () => ({ path: 'schema.json' })),
    { version: 'v1.21.2' },
    { version: 'v1.20.4' },
    { path: 'schema.json', version: 'v1.21.2' },
    { path: 'missing.json' },
  ),
  text: fc.oneof(
    { weight: 5, arbitrary: openApi.map((document) => JSON.stringify(document)) },
    { weight: 5, arbitrary: openApi.map((document) => stringify(document)) },
    { weight: 1, arbitrary: fc.constantFrom('{', '', '{"definitions": []}', 'definitions:\n') },
  ),
});

/** {@link trees} with up to three such lists and up to two schemas. */
export const configuredTrees: fc.Arbitrary<Tree> = fc
  .record({
    tree: trees,
    additions: fc.array(addition, { maxLength: 3 }),
    schemas: fc.array(brought, { maxLength: 2 }),
  })
  .map(({ tree, additions, schemas }) => {
    const files = { ...tree.files };
    const kustomizations = Object.keys(files).filter((file) =>
      file.endsWith('/kustomization.yaml'),
    );
    const edit = (index: number, change: (fields: Map, folder: string) => void): void => {
      const file = kustomizations[index % kustomizations.length]!;
      const fields = parse(files[file]!) as Map;
      change(fields, file.slice(0, file.indexOf('/')));
      files[file] = stringify(fields);
    };
    for (const [i, { folder, field, form, objects }] of additions.entries()) {
      edit(folder, (fields, directory) => {
        const text = objects.map((object) => stringify(object)).join('---\n');
        const entries = (fields[field] ??= []) as Value[];
        if (form === 'inline') entries.push(text);
        else if (form === 'file') {
          entries.push(`configured${i}.yaml`);
          files[`${directory}/configured${i}.yaml`] = text;
        } else {
          entries.push(`../configured${i}`);
          files[`configured${i}/kustomization.yaml`] = stringify({
            resources: ['c.yaml'],
            ...(i === 1 && { namePrefix: 'z-', namespace: 'n2' }),
          });
          files[`configured${i}/c.yaml`] = text;
        }
      });
    }
    for (const { folder, openapi, text } of schemas) {
      edit(folder, (fields, directory) => {
        fields['openapi'] = openapi;
        files[`${directory}/schema.json`] = text;
      });
    }
    return { ...tree, files };
  });
