import { createHash } from 'node:crypto';

import type { JsonObject, JsonValue } from 'kustomize-ts';

import { choicesOf } from './random-choices.ts';
import type { Choices } from './random-choices.ts';

/** Overlays by their id: the objects that each renders. */
export type PlainOverlays = Readonly<Record<string, readonly JsonObject[]>>;

export interface RandomCase {
  readonly before: PlainOverlays;
  readonly after: PlainOverlays;
  /** What was edited. */
  readonly edit: string;
}

const ZONE = 'topology.kubernetes.io/zone';
const SPACES = ['shop', 'data', 'edge', 'jobs', 'blog', 'tools'] as const;
const NAMES = [
  'api',
  'web',
  'cart',
  'queue',
  'store',
  'mail',
  'feed',
  'auth',
  'news',
  'bill',
] as const;

/** A small environment in which much names much, and one edit of it. */
export function randomCase(seed: number): RandomCase {
  const choices = choicesOf(seed);
  const units = NAMES.slice(0, 3 + choices.below(NAMES.length - 2));
  const before: Record<string, readonly JsonObject[]> = {};
  const homes = new Map(units.map((unit) => [unit, choices.pick(SPACES)] as const));
  if (choices.chance(0.6)) before['dev/a-platform'] = platform(choices);
  for (const unit of units) before[`dev/${unit}`] = service(unit, homes, choices);
  if (choices.chance(0.4)) before['dev/monitoring'] = monitoring(homes, choices);
  const ids = units.map((unit) => `dev/${unit}`);
  const id = ids[choices.below(ids.length)] ?? '';
  const objects = before[id] ?? [];
  const { edited, edit } = editOne(objects, homes, choices);
  return { before, after: { ...before, [id]: edited }, edit: `${id}: ${edit}` };
}

type Homes = ReadonlyMap<string, string>;

function hostOf(homes: Homes, choices: Choices): string {
  const units = [...homes.keys(), 'gone'];
  const unit = units[choices.below(units.length)] ?? 'gone';
  const home = homes.get(unit) ?? 'data';
  return choices.pick([
    unit,
    `${unit}.${home}`,
    `${unit}.${home}.svc`,
    `${unit}.${home}.svc.cluster.local`,
    `${unit}-0.${unit}.${home}`,
    `${unit}.${choices.pick(SPACES)}`,
  ]);
}

function textFor(homes: Homes, choices: Choices): string {
  const host = hostOf(homes, choices);
  return choices.pick([
    'debug',
    'info',
    String(choices.below(5)),
    `http://${host}`,
    `https://${host}:443/a`,
    `${host}:8080`,
    `postgres://${host}/db?sslmode=${choices.pick(['disable', 'verify-full'])}`,
    '10.96.0.20',
    `level=${choices.below(3)}`,
    'name of no host',
  ]);
}

function container(unit: string, config: string, homes: Homes, choices: Choices): JsonObject {
  const probe = (path: string): JsonObject => ({ httpGet: { path, port: 'http' } });
  return {
    name: 'app',
    image: `registry.example.com/${unit}${choices.pick([':1.0', ':1.1', ':latest', ''])}`,
    ports: [
      { name: 'http', containerPort: 8080 },
      ...(choices.chance(0.3) ? [{ name: 'metrics', containerPort: 9100 }] : []),
    ],
    env: [
      { name: 'LEVEL', value: choices.pick(['info', 'debug']) },
      { name: 'PEER_HOST', value: choices.chance(0.6) ? '127.0.0.1' : hostOf(homes, choices) },
      { name: 'TEXT', value: textFor(homes, choices) },
    ],
    ...(choices.chance(0.6) && { envFrom: [{ configMapRef: { name: config } }] }),
    ...(choices.chance(0.6) && { readinessProbe: probe('/ready') }),
    ...(choices.chance(0.5) && { livenessProbe: probe(choices.pick(['/ready', '/live'])) }),
    ...(choices.chance(0.3) && {
      lifecycle: { preStop: { sleep: { seconds: choices.pick([5, 40]) } } },
    }),
  };
}

function service(unit: string, homes: Homes, choices: Choices): readonly JsonObject[] {
  const namespace = homes.get(unit) ?? 'shop';
  const labels = { 'app.kubernetes.io/name': unit };
  const meta = (name: string, more: JsonObject = {}): JsonObject => ({
    name,
    namespace,
    labels,
    ...more,
  });
  const data = {
    LOG: 'info',
    URL: textFor(homes, choices),
    'run.sh': '#!/bin/sh\ncurl http://api.shop\n',
  };
  const config = choices.chance(0.5) ? hashed('config', data) : `${unit}-config`;
  const objects: JsonObject[] = [];
  const add = (apiVersion: string, kind: string, metadata: JsonObject, rest: JsonObject): void => {
    objects.push({ apiVersion, kind, metadata, ...rest });
  };
  if (choices.chance(0.7)) add('v1', 'ConfigMap', meta(config), { data });
  if (choices.chance(0.2)) add('v1', 'ServiceAccount', meta(unit), {});
  if (choices.chance(0.15)) {
    const to = hostOf(homes, choices);
    add('v1', 'Service', meta(unit), {
      spec: { type: 'ExternalName', externalName: to.includes('.') ? to : 'db.corp.internal' },
    });
  } else {
    const kind = choices.pick(['Deployment', 'Deployment', 'Deployment', 'StatefulSet']);
    const spec = {
      ...(choices.chance(0.5) && { serviceAccountName: choices.pick([unit, 'default']) }),
      ...(choices.chance(0.2) && { hostNetwork: true }),
      ...(choices.chance(0.3) && { volumes: [{ name: 'files', configMap: { name: config } }] }),
      containers: [container(unit, config, homes, choices)],
    };
    add(
      'apps/v1',
      kind,
      meta(
        unit,
        choices.chance(0.1)
          ? { annotations: { 'fingerpost.dev/ignore': 'workload/single-replica: one is enough' } }
          : {},
      ),
      {
        spec: {
          replicas: choices.pick([1, 1, 2, 3]),
          ...(kind === 'StatefulSet' && { serviceName: unit }),
          selector: { matchLabels: labels },
          template: { metadata: { labels: { ...labels, tier: choices.pick(['a', 'b']) } }, spec },
        },
      },
    );
    add('v1', 'Service', meta(unit), {
      spec: {
        ...(choices.chance(0.3) && { clusterIP: 'None' }),
        ...(choices.chance(0.1) && { internalTrafficPolicy: 'Local' }),
        selector: choices.pick([labels, labels, labels, { tier: 'a' }]),
        ports: [
          {
            name: 'http',
            port: choices.pick([80, 8080]),
            targetPort: choices.pick(['http', 'http', 'web']),
          },
          ...(choices.chance(0.3) ? [{ name: 'metrics', port: 9100, targetPort: 'metrics' }] : []),
        ],
      },
    });
  }
  if (choices.chance(0.5))
    add('networking.k8s.io/v1', 'NetworkPolicy', meta(unit), { spec: policy(labels, choices) });
  if (choices.chance(0.4))
    add('policy/v1', 'PodDisruptionBudget', meta(unit), {
      spec: { minAvailable: choices.pick([1, 2]), selector: { matchLabels: labels } },
    });
  if (choices.chance(0.3))
    add('monitoring.coreos.com/v1', 'ServiceMonitor', meta(unit), {
      spec: {
        selector: { matchLabels: choices.pick([labels, { 'app.kubernetes.io/name': 'api' }]) },
        ...(choices.chance(0.5) && {
          namespaceSelector: choices.pick<JsonObject>([
            { any: true },
            { matchNames: [choices.pick(SPACES)] },
          ]),
        }),
        endpoints: [{ port: choices.pick(['metrics', 'http']) }],
      },
    });
  if (choices.chance(0.3)) {
    const [other = unit, home = namespace] = choices.pick([[unit, namespace], ...homes]);
    add('gateway.networking.k8s.io/v1', 'HTTPRoute', meta(unit), {
      spec: {
        hostnames: [choices.pick(['a.example.com', 'b.example.com'])],
        parentRefs: [{ name: 'edge', namespace: 'kube-system' }],
        rules: [{ backendRefs: [{ name: other, namespace: home, port: 80 }] }],
      },
    });
  }
  if (choices.chance(0.15))
    add('rbac.authorization.k8s.io/v1', 'RoleBinding', meta(unit), {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [
        choices.pick<JsonObject>([
          { kind: 'ServiceAccount', name: 'default', namespace: choices.pick(SPACES) },
          { kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'system:serviceaccounts' },
        ]),
      ],
    });
  return objects;
}

function policy(labels: JsonObject, choices: Choices): JsonObject {
  const peer = choices.pick<JsonObject>([
    { namespaceSelector: {} },
    { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': choices.pick(SPACES) } } },
    { podSelector: { matchLabels: { 'app.kubernetes.io/name': choices.pick(NAMES) } } },
    { namespaceSelector: {}, podSelector: { matchLabels: { tier: 'b' } } },
    ...(choices.chance(0.1)
      ? [{ namespaceSelector: {}, podSelector: { matchLabels: { [ZONE]: 'b' } } }]
      : []),
  ]);
  const ports = [{ port: choices.pick<JsonValue>([8080, 80, 'http']) }];
  const types = choices.pick<readonly JsonValue[]>([
    ['Ingress'],
    ['Egress'],
    ['Ingress', 'Egress'],
  ]);
  return {
    podSelector: choices.pick<JsonObject>([{ matchLabels: labels }, {}]),
    policyTypes: [...types],
    ...(types.includes('Ingress') && { ingress: [{ from: [peer], ports }] }),
    ...(types.includes('Egress') && { egress: [{ to: [peer], ports }] }),
  };
}

function platform(choices: Choices): readonly JsonObject[] {
  const namespaces = SPACES.filter(() => choices.chance(0.8)).map((name): JsonObject => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  }));
  const objects: JsonObject[] = [...namespaces];
  if (choices.chance(0.3)) {
    const expression = choices.pick([
      'object.spec.replicas < 3',
      'object.spec.template.spec.containers.all(c, c.image.contains(":"))',
    ]);
    objects.push(
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicy',
        metadata: { name: 'rule' },
        spec: {
          matchConstraints: {
            resourceRules: [
              {
                apiGroups: ['apps'],
                apiVersions: ['v1'],
                operations: ['CREATE'],
                resources: ['deployments'],
              },
            ],
          },
          validations: [{ expression }],
        },
      },
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata: { name: 'rule' },
        spec: { policyName: 'rule', validationActions: ['Deny'] },
      },
    );
  }
  if (choices.chance(0.2))
    objects.push({
      apiVersion: 'example.com/v1',
      kind: 'Bundle',
      metadata: { name: 'cart-config' },
      spec: { secretName: 'shop' },
    });
  return objects;
}

function monitoring(homes: Homes, choices: Choices): readonly JsonObject[] {
  return [
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Probe',
      metadata: { name: 'probe', namespace: 'monitoring' },
      spec: {
        prober: { url: 'prober.monitoring:9115' },
        targets: { staticConfig: { static: [hostOf(homes, choices)] } },
      },
    },
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: 'rules', namespace: 'monitoring' },
      spec: { groups: [{ name: 'a', rules: [{ alert: 'A', expr: 'kube_endpoint_info > 0' }] }] },
    },
  ];
}

function hashed(name: string, data: JsonObject): string {
  const digits = createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 10);
  const letters: Record<string, string> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };
  return `${name}-${[...digits].map((digit) => letters[digit] ?? digit).join('')}`;
}

interface Edited {
  readonly edited: readonly JsonObject[];
  readonly edit: string;
}

/** One edit of an overlay: mostly one that people make all day, else any. */
function editOne(objects: readonly JsonObject[], homes: Homes, choices: Choices): Edited {
  const edits: ((all: JsonObject[]) => string)[] = [
    (all) =>
      change(
        all,
        ['Deployment', 'StatefulSet'],
        ['spec', 'replicas'],
        choices.pick([0, 1, 2, 3, 4]),
      ),
    (all) =>
      change(
        all,
        ['Deployment', 'StatefulSet'],
        [...APP, 'image'],
        choices.pick([
          'registry.example.com/api:2',
          'registry.example.com/web:latest',
          'registry.example.com/cart',
        ]),
      ),
    (all) =>
      change(
        all,
        ['Deployment', 'StatefulSet'],
        [...APP, 'env', 0, 'value'],
        choices.pick(['info', 'warn', '7']),
      ),
    (all) =>
      change(
        all,
        ['Deployment', 'StatefulSet'],
        [...APP, 'env', 2, 'value'],
        textFor(homes, choices),
      ),
    (all) =>
      change(all, ['Deployment', 'StatefulSet'], [...APP, 'resources'], {
        limits: { memory: choices.pick(['1Gi', 'much']) },
      }),
    (all) =>
      change(
        all,
        ['Deployment', 'StatefulSet'],
        [...APP, 'readinessProbe'],
        choices.pick<JsonValue>([
          { httpGet: { path: '/live', port: 'http' } },
          { httpGet: { path: '/ready', port: 9999 } },
          { exec: { command: ['sh', '-c', 'curl api.shop:80 || true'] } },
        ]),
      ),
    (all) =>
      change(
        all,
        ['Deployment', 'StatefulSet'],
        [...APP, 'envFrom'],
        [{ configMapRef: { name: choices.pick(['cart-config', 'other', 'api-config']) } }],
      ),
    (all) =>
      change(
        all,
        ['Deployment', 'StatefulSet'],
        [...APP, 'command'],
        choices.pick<JsonValue>([
          ['sh', '-c', 'while true; do curl web.edge; done'],
          ['app', '--resources=endpoints'],
          ['app', '--peer=data'],
        ]),
      ),
    (all) =>
      change(
        all,
        ['Deployment', 'StatefulSet'],
        ['spec', 'template', 'spec', 'automountServiceAccountToken'],
        choices.chance(0.5),
      ),
    (all) => change(all, ['Deployment', 'StatefulSet'], ['spec', 'strategy'], { type: 'Recreate' }),
    (all) => change(all, ['ConfigMap'], ['data', 'LOG'], choices.pick(['warn', 'debug'])),
    (all) => change(all, ['ConfigMap'], ['data', 'URL'], textFor(homes, choices)),
    (all) =>
      change(
        all,
        ['ConfigMap'],
        ['data', 'run.sh'],
        '#!/bin/sh\ncurl -f http://api.shop || exit 0\n',
      ),
    (all) =>
      change(all, ['PodDisruptionBudget'], ['spec', 'minAvailable'], choices.pick([0, 1, 3])),
    (all) => change(all, ['ServiceAccount'], ['automountServiceAccountToken'], false),
  ];
  const rare: typeof edits = [
    (all) => change(all, ['Service'], ['spec', 'ports', 0, 'port'], choices.pick([80, 81, 8080])),
    (all) => change(all, ['Service'], ['spec', 'selector'], { tier: 'a' }),
    (all) =>
      change(
        all,
        ['Deployment'],
        ['spec', 'template', 'metadata', 'labels', 'tier'],
        choices.pick(['a', 'b']),
      ),
    (all) => change(all, ['Deployment'], [...APP, 'ports', 0, 'containerPort'], 8081),
    (all) => change(all, ['NetworkPolicy'], ['spec', 'podSelector'], {}),
    (all) => `${all.splice(choices.below(all.length), 1).length} removed`,
    (all) => change(all, ['ServiceMonitor'], ['spec', 'endpoints', 0, 'port'], 'web'),
  ];
  const all: JsonObject[] = structuredClone([...objects]);
  const from = choices.chance(0.85) ? edits : rare;
  let edit = 'nothing';
  for (let tries = 0; tries < 20 && edit.startsWith('nothing'); tries++) {
    edit = from[choices.below(from.length)]?.(all) ?? 'nothing';
  }
  rehash(all);
  return { edited: all, edit };
}

const APP = ['spec', 'template', 'spec', 'containers', 0] as const;

/** Generated ConfigMaps get the name of their content, and who names them follows. */
function rehash(objects: JsonObject[]): void {
  for (const map of objects.filter(({ kind }) => kind === 'ConfigMap')) {
    const { metadata, data } = map;
    if (!isObject(metadata) || !isObject(data)) continue;
    const old = String(metadata['name']);
    if (!old.startsWith('config-')) continue;
    const text = JSON.stringify(objects).replaceAll(old, hashed('config', data));
    objects.splice(0, objects.length, ...JSON.parse(text));
    return;
  }
}

function change(
  objects: readonly JsonObject[],
  kinds: readonly string[],
  path: readonly (number | string)[],
  to: JsonValue,
): string {
  const object = objects.find(({ kind }) => kinds.includes(String(kind)));
  let target: JsonValue | undefined = object;
  for (const step of path.slice(0, -1)) target = stepInto(target, step);
  const last = path.at(-1) ?? '';
  if (Array.isArray(target) && typeof last === 'number') target[last] = to;
  else if (isObject(target)) target[last] = to;
  else return 'nothing';
  return `${String(object?.['kind'])} ${path.join('.')} = ${JSON.stringify(to)}`;
}

function stepInto(value: JsonValue | undefined, step: number | string): JsonValue | undefined {
  if (Array.isArray(value)) return value[Number(step)];
  return isObject(value) ? value[step] : undefined;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
