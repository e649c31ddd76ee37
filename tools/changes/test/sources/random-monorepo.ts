import fc from 'fast-check';

import type { Files } from './cases.ts';

/** What one random monorepo is made of: values of fields, and which steps set them. */
interface Parts {
  readonly replicas: number;
  readonly image: string;
  readonly label: string;
  readonly port: number;
  readonly comment: string;
  readonly extra: boolean;
  readonly prefix: string;
  readonly config: string;
  readonly trait: 'none' | 'replicas' | 'remove' | 'labels' | 'add';
  readonly traitValue: number;
  readonly copies: boolean;
  readonly dev: Overlay;
  readonly prod: Overlay;
}

interface Overlay {
  readonly trait: boolean;
  readonly patch: 'none' | 'replicas' | 'image' | 'remove' | 'delete' | 'file';
  readonly value: number;
  readonly tag: string;
  readonly count: number;
  readonly namespace: string;
  readonly merges: boolean;
  readonly comment: string;
}

const small = fc.constantFrom(1, 2, 3);
const word = fc.constantFrom('', 'a', 'b');

const overlay: fc.Arbitrary<Overlay> = fc.record({
  trait: fc.boolean(),
  patch: fc.constantFrom('none', 'replicas', 'image', 'remove', 'delete', 'file'),
  value: small,
  tag: word,
  count: fc.constantFrom(0, 0, 1, 2),
  namespace: word,
  merges: fc.boolean(),
  comment: word,
});

const parts: fc.Arbitrary<Parts> = fc.record({
  replicas: small,
  image: fc.constantFrom('web:1', 'web:2', 'other:1'),
  label: fc.constantFrom('a', 'b'),
  port: small,
  comment: word,
  extra: fc.boolean(),
  prefix: word,
  config: fc.constantFrom('one', 'two'),
  trait: fc.constantFrom('none', 'replicas', 'remove', 'labels', 'add'),
  traitValue: small,
  copies: fc.boolean(),
  dev: overlay,
  prod: overlay,
});

/** Two states of a random monorepo: the second one takes some of its parts from another one. */
export const editedMonorepo: fc.Arbitrary<readonly [before: Files, after: Files]> = fc
  .tuple(
    parts,
    parts,
    fc.subarray(
      [
        'replicas',
        'image',
        'label',
        'port',
        'comment',
        'extra',
        'prefix',
        'config',
        'trait',
        'traitValue',
        'copies',
        'dev',
        'prod',
      ] as const,
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([before, other, changed]) => {
    const after = { ...before, ...Object.fromEntries(changed.map((key) => [key, other[key]])) };
    return [write(before), write(after)];
  });

function write(of: Parts): Files {
  return {
    'base/kustomization.yaml': [
      of.extra ? 'resources: [web.yaml, extra.yaml]' : 'resources: [web.yaml]',
      'configMapGenerator: [{name: c, files: [k]}]',
      ...(of.prefix ? [`namePrefix: ${of.prefix}-`] : []),
      ...(of.copies
        ? [
            'replacements: [{source: {kind: Deployment, fieldPath: spec.replicas}, targets: [{select: {kind: Service}, fieldPaths: [spec.healthCheckNodePort], options: {create: true}}]}]',
          ]
        : []),
      '',
    ].join('\n'),
    'base/k': of.config,
    'base/extra.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: extra}\n',
    'base/web.yaml': `# ${of.comment}
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {a: ${of.label}}}
spec:
  replicas: ${of.replicas}
  template:
    spec:
      containers:
      - {name: web, image: "${of.image}", envFrom: [{configMapRef: {name: c}}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{name: http, port: ${of.port}}]}
`,
    'trait/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${TRAITS[of.trait](of)}`,
    'trait/account.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: trait}\n',
    ...writeOverlay('dev', of.dev),
    ...writeOverlay('prod', of.prod),
  };
}

function target(operation: string): string {
  return `patches: [{target: {kind: Deployment}, patch: '- ${operation}'}]\n`;
}

const TRAITS: Readonly<Record<Parts['trait'], (of: Parts) => string>> = {
  none: () => '',
  replicas: ({ traitValue }) => target(`{op: replace, path: /spec/replicas, value: ${traitValue}}`),
  remove: () => target('{op: remove, path: /spec/template/spec/containers/0/envFrom}'),
  labels: ({ traitValue }) => `labels: [{pairs: {t: "${traitValue}"}}]\n`,
  add: () => 'resources: [account.yaml]\n',
};

function writeOverlay(name: string, of: Overlay): Files {
  const folder = `overlays/${name}/web`;
  const lines = [
    `# ${of.comment}`,
    'resources: [../../../base]',
    ...(of.trait ? ['components: [../../../trait]'] : []),
    ...(of.tag ? [`images: [{name: web, newTag: ${of.tag}}]`] : []),
    ...(of.namespace ? [`namespace: ${of.namespace}`] : []),
    ...(of.merges ? ['configMapGenerator: [{name: c, behavior: merge, files: [k]}]'] : []),
    ...(of.count > 0 ? [`replicas: [{name: web, count: ${of.count}}]`] : []),
    PATCHES[of.patch](of),
  ];
  return {
    [`${folder}/kustomization.yaml`]: lines.join('\n'),
    [`${folder}/k`]: `own ${of.value}`,
    [`${folder}/p.yaml`]: `- {op: add, path: /spec/paused, value: ${of.value > 1}}\n`,
  };
}

const PATCHES: Readonly<Record<Overlay['patch'], (of: Overlay) => string>> = {
  none: () => '',
  replicas: ({ value }) => target(`{op: add, path: /spec/replicas, value: ${value}}`),
  image: ({ value }) =>
    target(`{op: replace, path: /spec/template/spec/containers/0/image, value: "p:${value}"}`),
  remove: () => target('{op: remove, path: /metadata/labels}'),
  delete: () =>
    'patches: [{target: {kind: Service}, patch: "{apiVersion: v1, kind: Service, metadata: {name: web}, $patch: delete}"}]\n',
  file: () => 'patches: [{target: {kind: Deployment}, path: p.yaml}]\n',
};
