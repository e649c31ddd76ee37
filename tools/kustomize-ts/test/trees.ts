import fc from 'fast-check';
import { stringify } from 'yaml';

/** A tree of files, and the folder in it that is built. */
export interface Tree {
  readonly files: Readonly<Record<string, string>>;
  readonly target: string;
}

export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
export type Map = { [key: string]: Value };

export const name = fc.constantFrom('a', 'b', 'app', 'web');
const namespace = fc.constantFrom(undefined, undefined, 'default', 'n1', 'n2');
const label = fc.constantFrom(
  'app',
  'tier',
  'app.kubernetes.io/name',
  'env',
  'app',
  'tier',
  'env',
  'on',
  '1',
);
export const word = fc.constantFrom('x', 'y', 'web', 'front', '1', 'true', 'long text with words');
export const labels = fc.dictionary(label, word, { maxKeys: 3 });

/** Leaves out fields that are undefined. */
export function compact(fields: Record<string, Value | undefined>): Map {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, Value] => entry[1] !== undefined),
  );
}

export function optional<T>(arbitrary: fc.Arbitrary<T>, weight = 1): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight, arbitrary }, { weight: 1, arbitrary: fc.constant(undefined) });
}

const metadata = fc
  .record({ name, namespace, labels: optional(labels), annotations: optional(labels) })
  .map(compact);

const image = fc.constantFrom(
  'nginx',
  'nginx:1',
  'example.com:5000/app:2',
  'app@sha256:abc',
  'app:1@sha256:abc',
);
const port = fc
  .record({
    containerPort: fc.constantFrom(80, 81, 8080),
    protocol: optional(fc.constantFrom('TCP', 'UDP')),
    name: optional(fc.constantFrom('http', 'metrics')),
  })
  .map(compact);
const env = fc
  .record({
    name: fc.constantFrom('A', 'B', 'C'),
    value: optional(fc.constantFrom('1', 'x', '$(V)', 'http://$(V):80', '')),
    valueFrom: optional(
      fc.record({ name, key: fc.constant('k') }).map((ref) => ({ configMapKeyRef: ref })),
    ),
  })
  .map(compact);
const container = fc
  .record({
    name: fc.constantFrom('c', 'd'),
    image: optional(image, 3),
    args: optional(fc.array(fc.constantFrom('x', '$(V)', '--a=$(V)'), { maxLength: 3 })),
    ports: optional(fc.array(port, { maxLength: 3 }), 2),
    env: optional(fc.array(env, { maxLength: 3 }), 2),
    envFrom: optional(
      fc.array(
        name.map((ref) => ({ configMapRef: { name: ref } })),
        { maxLength: 2 },
      ),
    ),
    resources: optional(
      fc.constantFrom<Map>({ limits: { cpu: 1, memory: '1Gi' } }, { requests: null }, {}),
    ),
    volumeMounts: optional(
      fc.array(fc.record({ name, mountPath: fc.constantFrom('/a', '/b') }), { maxLength: 2 }),
    ),
  })
  .map(compact);
const volume = fc.oneof(
  fc.record({ name, configMap: name.map((ref) => ({ name: ref })) }),
  fc.record({ name, secret: name.map((ref) => ({ secretName: ref })) }),
  fc.record({ name, emptyDir: fc.constant({}) }),
);
const podSpec = fc
  .record({
    containers: fc.array(container, { minLength: 0, maxLength: 2 }),
    initContainers: optional(fc.array(container, { maxLength: 1 })),
    volumes: optional(fc.array(volume, { maxLength: 2 })),
    serviceAccountName: optional(name),
    tolerations: optional(fc.array(fc.record({ key: word }), { maxLength: 2 })),
    imagePullSecrets: optional(fc.array(fc.record({ name }), { maxLength: 2 })),
    topologySpreadConstraints: optional(
      fc.array(
        fc
          .record({
            topologyKey: fc.constantFrom('zone', 'host'),
            whenUnsatisfiable: optional(fc.constantFrom('DoNotSchedule', 'ScheduleAnyway'), 2),
            labelSelector: optional(labels.map((matchLabels) => ({ matchLabels }))),
          })
          .map(compact),
        { maxLength: 2 },
      ),
    ),
  })
  .map(compact);
const template = fc
  .record({ metadata: optional(labels.map((l) => ({ labels: l }))), spec: podSpec })
  .map(compact);

function object(apiVersion: string, kind: string, rest: fc.Arbitrary<Map>): fc.Arbitrary<Map> {
  return fc
    .tuple(metadata, rest)
    .map(([meta, fields]) => ({ apiVersion, kind, metadata: meta, ...fields }) satisfies Map);
}

const selector = optional(
  fc.oneof(
    labels.map((matchLabels) => ({ matchLabels })),
    fc.constant<Map>({}),
  ),
  3,
);
const workload = fc
  .record({ replicas: optional(fc.constantFrom(1, 3)), selector, template })
  .map((spec) => ({ spec: compact(spec) }));
const servicePort = fc
  .record({
    port: fc.constantFrom(80, 81, 443),
    protocol: optional(fc.constantFrom('TCP', 'UDP')),
    name: optional(fc.constantFrom('http', 'https')),
    targetPort: optional(fc.constantFrom<Value>('http', 8080)),
  })
  .map(compact);
const peer = fc.oneof(
  labels.map((matchLabels) => ({ podSelector: { matchLabels } })),
  fc.constant<Map>({ podSelector: {} }),
  labels.map((matchLabels) => ({ namespaceSelector: { matchLabels } })),
);
const subject = fc
  .record({
    kind: fc.constantFrom('ServiceAccount', 'User'),
    name: fc.oneof(name, fc.constant('default')),
    namespace,
  })
  .map(compact);
const data = fc.dictionary(
  fc.constantFrom('k', 'A', 'conf.json', 'x.yaml', 'n'),
  fc.constantFrom('v', '1', 'true', 'two\nlines\n', ' lead', '{"a": {"b": "c"}}', 'yes', ''),
  { maxKeys: 4 },
);

const kinds: readonly fc.Arbitrary<Map>[] = [
  object('apps/v1', 'Deployment', workload),
  object('apps/v1', 'Deployment', workload),
  object(
    'apps/v1',
    'StatefulSet',
    fc.tuple(workload, name).map(([{ spec }, serviceName]) => ({ spec: { ...spec, serviceName } })),
  ),
  object('apps/v1', 'DaemonSet', workload),
  object(
    'batch/v1',
    'CronJob',
    template.map((t) => ({ spec: { jobTemplate: { spec: { template: t } } } })),
  ),
  object(
    'batch/v1',
    'Job',
    template.map((t) => ({ spec: { template: t } })),
  ),
  object(
    'v1',
    'Pod',
    podSpec.map((spec) => ({ spec })),
  ),
  object(
    'v1',
    'Service',
    fc
      .record({
        selector: optional(labels, 3),
        ports: optional(fc.array(servicePort, { maxLength: 3 }), 3),
        clusterIP: optional(fc.constant('None')),
      })
      .map((spec) => ({ spec: compact(spec) })),
  ),
  object(
    'v1',
    'ConfigMap',
    data.map((d) => ({ data: d })),
  ),
  object('v1', 'ConfigMap', fc.constant({})),
  object('v1', 'Secret', fc.constant({ stringData: { a: 'b' }, type: 'Opaque' })),
  object('v1', 'ServiceAccount', fc.constant({})),
  object('v1', 'Namespace', fc.constant({})),
  object(
    'rbac.authorization.k8s.io/v1',
    'ClusterRole',
    fc
      .array(name, { maxLength: 2 })
      .map((resourceNames) => ({ rules: [{ resources: ['configmaps'], resourceNames }] })),
  ),
  object('rbac.authorization.k8s.io/v1', 'Role', fc.constant({ rules: [] })),
  object(
    'rbac.authorization.k8s.io/v1',
    'RoleBinding',
    fc
      .tuple(fc.constantFrom('Role', 'ClusterRole'), name, fc.array(subject, { maxLength: 2 }))
      .map(([kind, role, subjects]) => ({
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: role },
        subjects,
      })),
  ),
  object(
    'rbac.authorization.k8s.io/v1',
    'ClusterRoleBinding',
    fc.tuple(name, fc.array(subject, { maxLength: 2 })).map(([role, subjects]) => ({
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects,
    })),
  ),
  object(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    fc.tuple(labels, fc.array(peer, { maxLength: 2 })).map(([matchLabels, from]) => ({
      spec: { podSelector: { matchLabels }, ingress: [{ from }] },
    })),
  ),
  object(
    'networking.k8s.io/v1',
    'Ingress',
    name.map((service) => ({
      spec: {
        rules: [
          {
            http: {
              paths: [{ path: '/', backend: { service: { name: service, port: { number: 80 } } } }],
            },
          },
        ],
      },
    })),
  ),
  object(
    'policy/v1',
    'PodDisruptionBudget',
    labels.map((matchLabels) => ({ spec: { selector: { matchLabels } } })),
  ),
  object(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    fc.tuple(fc.constantFrom('Deployment', 'StatefulSet'), name).map(([kind, target]) => ({
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind, name: target },
        metrics: [{ type: 'Resource' }],
      },
    })),
  ),
  object(
    'example.com/v1',
    'Thing',
    fc.record({ list: fc.array(container, { maxLength: 2 }), ref: name }).map((spec) => ({ spec })),
  ),
  object('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy', fc.constant({ spec: {} })),
  object('v1', 'PersistentVolumeClaim', fc.constant({ spec: { accessModes: ['ReadWriteOnce'] } })),
];

const resource = fc.oneof(...kinds);
const resourceFile = fc.array(resource, { minLength: 1, maxLength: 4 }).map(documents);

function documents(objects: readonly Map[]): string {
  return objects.map((o) => stringify(o)).join('---\n');
}

const KINDS = [
  'Deployment',
  'StatefulSet',
  'Service',
  'ConfigMap',
  'Pod',
  'Thing',
  'RoleBinding',
  'NetworkPolicy',
];
export const target = fc
  .record({
    kind: optional(fc.constantFrom(...KINDS, 'Deploy.*', '.*Set'), 3),
    name: optional(fc.oneof(name, fc.constantFrom('.*', 'a|b', 'p-.*')), 1),
    namespace: optional(fc.constantFrom('n1', 'default')),
    group: optional(fc.constantFrom('apps')),
    labelSelector: optional(fc.constantFrom('app=web', 'tier', '!env', 'app in (x,y)')),
    annotationSelector: optional(fc.constantFrom('app=x')),
  })
  .map(compact);

export const operation = fc.oneof(
  fc.record({
    op: fc.constantFrom('add', 'replace', 'test'),
    path: fc.constantFrom(
      '/metadata/labels/app',
      '/metadata/annotations',
      '/metadata/annotations/added',
      '/spec/replicas',
      '/spec/template/spec/containers/0/image',
      '/spec/template/spec/containers/-',
      '/data/k',
      '/metadata/name',
      '/spec/ports/0/port',
      '/spec',
    ),
    value: fc.constantFrom<Value>('x', 5, null, { name: 'e', image: 'nginx' }, true, 1.5, ['l'], {
      a: 'b',
    }),
  }),
  fc.record({
    op: fc.constant('remove'),
    path: fc.constantFrom(
      '/metadata/labels',
      '/metadata/annotations',
      '/metadata',
      '/spec/replicas',
      '/spec/template/spec/containers/0',
      '/data/k',
    ),
  }),
  fc.record({
    op: fc.constantFrom('move', 'copy'),
    from: fc.constantFrom('/metadata/labels/app', '/spec/template/spec/containers/0', '/data/k'),
    path: fc.constantFrom(
      '/metadata/annotations/moved',
      '/spec/template/spec/containers/-',
      '/data/z',
    ),
  }),
);

/** A patch for an object: another object of the kind, with nulls and directives here and there. */
export const strategic = fc
  .tuple(
    resource,
    fc.constantFrom(
      ...['', '', '', '', 'delete', 'replace', 'nullspec', 'nullmap', 'container'],
      ...['nullannotations', 'replaceall'],
    ),
  )
  .map(([o, twist]) => {
    const { spec, ...rest } = o;
    if (twist === 'delete')
      return {
        apiVersion: o['apiVersion']!,
        kind: o['kind']!,
        metadata: o['metadata']!,
        $patch: 'delete',
      } satisfies Map;
    if (twist === 'nullspec') return { ...rest, spec: null };
    if (twist === 'replaceall') return { $patch: 'replace', ...o };
    if (twist === 'nullannotations')
      return { ...o, metadata: { ...(o['metadata'] as Map), annotations: null } };
    if (twist === 'nullmap')
      return { ...o, metadata: { ...(o['metadata'] as Map), labels: { app: null, added: 'x' } } };
    if (twist === 'replace' && spec && typeof spec === 'object' && !Array.isArray(spec))
      return { ...rest, spec: { $patch: 'replace', ...spec } };
    if (twist === 'container') {
      return {
        ...rest,
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'c', $patch: 'delete' },
                {
                  name: 'd',
                  ports: [{ containerPort: 80, name: 'p' }],
                  env: [{ name: 'A', $patch: 'delete' }],
                },
              ],
            },
          },
        },
      } satisfies Map;
    }
    return o;
  });

export const patch = fc.oneof(
  fc
    .record({
      patch: strategic.map((o) => stringify(o)),
      target: optional(target),
      options: optional(fc.constantFrom<Map>({ allowNameChange: true }, { allowKindChange: true })),
    })
    .map(compact),
  fc
    .record({
      patch: fc.array(operation, { minLength: 1, maxLength: 2 }).map((o) => stringify(o)),
      target,
    })
    .map(compact),
  fc
    .record({
      patch: fc.array(operation, { minLength: 1, maxLength: 2 }).map((o) => JSON.stringify(o)),
      target,
    })
    .map(compact),
);

const fieldPath = fc.constantFrom(
  'metadata.name',
  'metadata.labels.app',
  'metadata.annotations.[app.kubernetes.io/name]',
  'spec.replicas',
  'spec.template.spec.containers.[name=c].image',
  'spec.template.spec.containers.0.image',
  'spec.template.spec.containers.*.env.[name=A].value',
  'data.k',
  'data.conf\\.json.a.b',
  'spec.ports.0.port',
  'metadata.namespace',
  'spec',
);
const options = optional(
  fc
    .record({
      delimiter: optional(fc.constantFrom(':', '/', '.')),
      index: optional(fc.constantFrom(-1, 0, 1, 5)),
      create: optional(fc.boolean()),
    })
    .map(compact),
);
const exact = fc
  .record({
    kind: optional(fc.constantFrom(...KINDS), 4),
    name: optional(name, 3),
    namespace: optional(fc.constantFrom('n1')),
  })
  .map(compact);
export const replacement = fc
  .record({
    source: fc
      .tuple(exact, optional(fieldPath), options)
      .map(([id, path, o]) => compact({ ...id, fieldPath: path, options: o })),
    targets: fc.array(
      fc
        .record({
          select: exact,
          reject: optional(fc.array(exact, { maxLength: 1 })),
          fieldPaths: optional(fc.array(fieldPath, { minLength: 1, maxLength: 2 }), 4),
          options,
        })
        .map(compact),
      { minLength: 1, maxLength: 2 },
    ),
  })
  .map(compact);

const generatorOptions = fc
  .record({
    labels: optional(labels),
    annotations: optional(labels),
    disableNameSuffixHash: optional(fc.boolean()),
    immutable: optional(fc.boolean()),
  })
  .map(compact);
const literal = fc.constantFrom(
  'k=v',
  'A=1',
  '1=a',
  'yes=b',
  'B="quoted"',
  'C=a=b',
  'D=',
  'multi=a\nb',
  'long=' + 'w '.repeat(60),
);
export const generator = fc
  .record({
    name,
    namespace,
    behavior: optional(fc.constantFrom('merge', 'replace', 'create')),
    literals: optional(
      fc.uniqueArray(literal, { maxLength: 3, selector: (l) => l.split('=')[0] }),
      3,
    ),
    files: optional(fc.constantFrom<Value>(['f.txt'], ['key=f.txt'])),
    envs: optional(fc.constant<Value>(['e.env'])),
    options: optional(generatorOptions),
  })
  .map(compact);

const labelEntry = fc
  .record({
    pairs: fc.dictionary(label, word, { minKeys: 1, maxKeys: 2 }),
    includeSelectors: optional(fc.boolean()),
    includeTemplates: optional(fc.boolean()),
    fields: optional(fc.constant<Value>([{ path: 'spec/labels', create: true, kind: 'Thing' }])),
  })
  .map(compact);
export const imageEntry = fc
  .record({
    name: fc.constantFrom('nginx', 'app', 'example.com:5000/app', 'ngin.', 'nginx:1'),
    newName: optional(fc.constantFrom('other', 'example.com/x')),
    newTag: optional(fc.constantFrom('2', 'v1', '')),
    digest: optional(fc.constant('sha256:def')),
    tagSuffix: optional(fc.constant('-s')),
  })
  .map(compact);
const variable = fc.record({
  name: fc.constantFrom('V', 'W'),
  objref: fc.record({
    apiVersion: fc.constantFrom('v1', 'apps/v1'),
    kind: fc.constantFrom('Service', 'Deployment', 'ConfigMap'),
    name,
  }),
  fieldref: fc.constantFrom<Value>(
    { fieldPath: 'metadata.name' },
    { fieldPath: 'spec.replicas' },
    {},
  ),
});

/** The fields of a kustomization but for those that name other folders. */
const transformations = fc
  .record({
    namespace: optional(fc.constantFrom('n1', 'n2')),
    namePrefix: optional(fc.constantFrom('p-', 'q-')),
    nameSuffix: optional(fc.constantFrom('-s', '-t')),
    commonLabels: optional(labels),
    labels: optional(fc.array(labelEntry, { maxLength: 2 })),
    commonAnnotations: optional(labels),
    patches: optional(fc.array(patch, { maxLength: 2 }), 2),
    patchesStrategicMerge: optional(
      fc.array(
        strategic.map((o) => stringify(o)),
        { minLength: 1, maxLength: 1 },
      ),
    ),
    images: optional(fc.array(imageEntry, { maxLength: 2 })),
    replicas: optional(
      fc.array(fc.record({ name, count: fc.constantFrom(0, 5) }), { maxLength: 1 }),
    ),
    replacements: optional(fc.array(replacement, { maxLength: 2 })),
    configMapGenerator: optional(fc.array(generator, { maxLength: 2 })),
    secretGenerator: optional(fc.array(generator, { maxLength: 1 })),
    generatorOptions: optional(generatorOptions),
    vars: optional(fc.array(variable, { maxLength: 1 })),
    buildMetadata: optional(
      fc.constantFrom<Value>(
        ['originAnnotations'],
        ['transformerAnnotations', 'originAnnotations'],
        ['managedByLabel'],
      ),
    ),
    sortOptions: optional(fc.constantFrom<Value>({ order: 'fifo' }, { order: 'legacy' })),
  })
  // Most trees take a few of these, so that most of them build.
  .chain((all) =>
    fc
      .subarray(Object.keys(all), { maxLength: 5 })
      .map((keys) =>
        compact(
          Object.fromEntries(
            keys.map((key) => [key, all[key as keyof typeof all] as Value | undefined]),
          ),
        ),
      ),
  );

interface Folder {
  readonly kustomization: Map;
  readonly resources?: string;
}

const leaf = fc.record({ kustomization: transformations, resources: resourceFile });

function write(
  files: Record<string, string>,
  folder: string,
  { kustomization, resources }: Folder,
): void {
  const own = resources === undefined ? [] : ['r.yaml'];
  const named = (kustomization['resources'] as string[] | undefined) ?? [];
  files[`${folder}/kustomization.yaml`] = stringify({
    ...kustomization,
    resources: [...named, ...own],
  });
  if (resources !== undefined) files[`${folder}/r.yaml`] = resources;
  files[`${folder}/f.txt`] = 'line one\nline two\n';
  files[`${folder}/e.env`] = '# comment\nE=1\nF\n';
}

/** Trees of one to four folders: a single one, an overlay on a base, components, diamonds. */
export const trees: fc.Arbitrary<Tree> = fc
  .record({
    shape: fc.constantFrom(
      'single',
      'single',
      'overlay',
      'overlay',
      'component',
      'diamond',
      'deep',
    ),
    base: leaf,
    middle: fc.record({ kustomization: transformations, resources: optional(resourceFile) }),
    other: fc.record({ kustomization: transformations, resources: optional(resourceFile) }),
    top: fc.record({ kustomization: transformations, resources: optional(resourceFile) }),
  })
  .map(({ shape, base, middle, other, top }) => {
    const files: Record<string, string> = {};
    const on = (
      folder: { kustomization: Map; resources?: string | undefined },
      extra: Map,
    ): Folder =>
      compactFolder({
        kustomization: { ...folder.kustomization, ...extra },
        resources: folder.resources,
      });
    write(files, 'base', base);
    if (shape === 'single') return { files, target: 'base' };
    if (shape === 'overlay') write(files, 'top', on(top, { resources: ['../base'] }));
    else if (shape === 'component') {
      const { buildMetadata: _, ...kustomization } = middle.kustomization;
      write(
        files,
        'middle',
        on(
          { ...middle, kustomization },
          { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' },
        ),
      );
      write(files, 'top', on(top, { resources: ['../base'], components: ['../middle'] }));
    } else if (shape === 'deep') {
      write(files, 'middle', on(middle, { resources: ['../base'] }));
      write(files, 'top', on(top, { resources: ['../middle'] }));
    } else {
      write(files, 'middle', on(middle, { resources: ['../base'], nameSuffix: '-m' }));
      write(files, 'other', on(other, { resources: ['../base'], namePrefix: 'o-' }));
      write(files, 'top', on(top, { resources: ['../middle', '../other'] }));
    }
    return { files, target: 'top' };
  });

function compactFolder({
  kustomization,
  resources,
}: {
  kustomization: Map;
  resources: string | undefined;
}): Folder {
  return resources === undefined ? { kustomization } : { kustomization, resources };
}
