import fs from 'node:fs';
import path from 'node:path';

import { colourStyle, plainStyle } from '@fingerpost/text';
import test from 'ava';
import fc from 'fast-check';
import { build, memoryFileSystem, readResources } from 'kustomize-ts';

import { compareOverlays, countChanges, formatText, parsePath } from '../src/index.ts';
import type { Changes, OverlayChanges, OverlayPair, Rendering } from '../src/index.ts';

/** Renders resources as they are: one overlay that lists one file. */
function rendering(text: string, more = ''): Rendering {
  const fileSystem = memoryFileSystem({
    '/o/kustomization.yaml': `resources: [r.yaml]\n${more}`,
    '/o/r.yaml': text,
  });
  return { status: 'rendered', ...build('/o', { fileSystem }) };
}

/** Resources as plain files hold them. */
function plain(text: string): Rendering {
  const fileSystem = memoryFileSystem({ '/r.yaml': text });
  return { status: 'rendered', yaml: text, ...readResources(['/r.yaml'], fileSystem) };
}

function pair(
  before: Rendering | undefined,
  after: Rendering | undefined,
  overlay = 'o',
): OverlayPair {
  return { overlay, before, after };
}

function compareTexts(before: string, after: string): OverlayChanges {
  return compareOverlays([pair(rendering(before), rendering(after))]);
}

/** The changes as a report takes them, with nothing known but the manifests. */
function reported(changes: OverlayChanges): Changes {
  return { before: 'a', after: 'b', sources: [], drift: [], ...changes };
}

/** Every resource as one line, every field of it below. */
function linesOf(changes: OverlayChanges): string[] {
  return changes.overlays.flatMap(({ resources }) =>
    resources.flatMap(({ status, kind, name, fields }) => [
      `${status} ${kind} ${name}`,
      ...fields.map((field) => `  ${field.kind} ${field.path}`),
    ]),
  );
}

const scaler = (version: string): string =>
  `apiVersion: autoscaling/${version}\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\n`;

test('matching: the version of the API is a field, its group is not', (t) => {
  t.deepEqual(linesOf(compareTexts(scaler('v1'), scaler('v2'))), [
    'changed HorizontalPodAutoscaler a',
    '  changed apiVersion',
  ]);
  const ingress = (group: string): string =>
    `apiVersion: ${group}/v1\nkind: Gateway\nmetadata: {name: a}\n`;
  t.deepEqual(
    linesOf(compareTexts(ingress('gateway.networking.k8s.io'), ingress('networking.istio.io'))),
    ['removed Gateway a', 'added Gateway a'],
  );
});

test('matching: an object in two versions of its API stays with its own', (t) => {
  const both = `${scaler('v1')}spec: {maxReplicas: 1}\n---\n${scaler('v2')}spec: {maxReplicas: 2}\n`;
  t.deepEqual(linesOf(compareTexts(both, both.replace('maxReplicas: 2', 'maxReplicas: 3'))), [
    'changed HorizontalPodAutoscaler a',
    '  changed spec.maxReplicas',
  ]);
});

const map = (name: string, value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {k: ${value}}\n---\n`;

test('matching: a name that differs in its hash alone is the same object, two such names are not', (t) => {
  const [one, two, three] = ['a-4b7c9d2f5g', 'a-6h8k2m4t7b', 'a-9f5g2h7k4m'];
  const renamed = compareTexts(map(one, 'x'), map(two, 'y'));
  t.deepEqual(linesOf(renamed), [`changed ConfigMap ${two}`, '  changed data.k']);
  t.is(renamed.overlays[0]?.resources[0]?.renamed?.name, one);
  t.deepEqual(linesOf(compareTexts(map(one, 'x') + map(two, 'y'), map(three, 'z'))), [
    `removed ConfigMap ${one}`,
    `removed ConfigMap ${two}`,
    `added ConfigMap ${three}`,
  ]);
  t.deepEqual(linesOf(compareTexts(map('a-connection', 'x'), map('a-collection', 'x'))), [
    'removed ConfigMap a-connection',
    'added ConfigMap a-collection',
  ]);
});

test('matching: references follow a hash through lists that are matched by that very name', (t) => {
  const account = (name: string): string =>
    `${map(name, name.slice(-3))}apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: app}\nimagePullSecrets: [{name: other}, {name: ${name}}]\n`;
  const changes = compareTexts(account('pull-4b7c9d2f5g'), account('pull-6h8k2m4t7b'));
  t.deepEqual(linesOf(changes), ['changed ConfigMap pull-6h8k2m4t7b', '  changed data.k']);
  t.deepEqual(changes.overlays[0]?.resources[0]?.references, [
    { from: 'ServiceAccount app', count: 1 },
  ]);
  t.like(countChanges(changes), { renames: 1, references: 1, fields: 1 });
});

test('matching: namespaces tell objects apart, but one that went to another namespace is one change', (t) => {
  const at = (namespace: string, value: string): string =>
    map('a', value).replace('name: a', `name: a, namespace: ${namespace}`);
  const moved = compareTexts(at('one', 'x'), at('two', 'x'));
  t.deepEqual(linesOf(moved), ['changed ConfigMap a']);
  t.deepEqual(moved.overlays[0]?.resources[0]?.renamed, {
    name: 'a',
    namespace: 'one',
    by: 'name',
  });
  t.deepEqual(linesOf(compareTexts(at('one', 'x'), at('two', 'y'))), [
    'removed ConfigMap a',
    'added ConfigMap a',
  ]);
});

test('order: the same resources in another order are told, not hidden', (t) => {
  const text = map('a', 'x') + map('b', 'y');
  const fifo = 'sortOptions: {order: fifo}\n';
  const other = map('b', 'y') + map('a', 'x');
  const changes = compareOverlays([pair(rendering(text, fifo), rendering(other, fifo))]);
  t.is(changes.overlays[0]?.status, 'reordered');
  t.is(
    formatText(reported(changes), plainStyle),
    `a -> b
None of 1 overlay changes; 1 only in the order of resources.

o  the same resources in another order

1 overlay: 1 reordered`,
  );
});

test('order: overlays and resources by what can break first', (t) => {
  const object = (kind: string, more = ''): string =>
    `apiVersion: x.example/v1\nkind: ${kind}\nmetadata: {name: a}\n${more}---\n`;
  const changes = compareOverlays([
    pair(rendering(object('Widget')), rendering(object('Widget', 'size: 1\n')), 'other'),
    pair(rendering(''), rendering(object('NetworkPolicy')), 'new-policy'),
    pair(rendering(object('Widget')), rendering(''), 'gone'),
    pair(rendering(object('EndpointSlice')), rendering(''), 'gone-slice'),
    pair(rendering(object('Widget')), { status: 'failed', error: 'x' }, 'failed'),
    pair(
      rendering(object('Widget', 'spec: {selector: {a: b}}\n')),
      rendering(object('Widget', 'spec: {selector: {a: c}}\n')),
      'selector',
    ),
    pair(rendering(''), rendering(object('Widget')), 'new'),
    pair(
      rendering(object('Service', 'spec: {type: A}\n')),
      rendering(object('Service', 'spec: {type: B}\n')),
      'service',
    ),
  ]);
  t.deepEqual(
    changes.overlays.map(({ overlay }) => overlay),
    ['failed', 'gone-slice', 'new-policy', 'service', 'gone', 'selector', 'other', 'new'],
  );
});

test('expected differences: left out, counted, and never a whole object', (t) => {
  const text = (replicas: number, more: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: ${replicas}${more}}\n`;
  const expected = [parsePath('spec.replicas') ?? []];
  const one = compareOverlays(
    [pair(rendering(text(1, '')), rendering(text(2, ', paused: true')))],
    expected,
  );
  t.deepEqual(linesOf(one), ['changed Deployment a', '  added spec.paused']);
  t.is(countChanges(one).expected, 1);
  const two = compareOverlays([pair(rendering(text(1, '')), rendering(text(2, '')))], expected);
  t.is(two.overlays[0]?.status, 'expected');
  const gone = compareOverlays([pair(rendering(text(1, '')), rendering(''))], expected);
  t.deepEqual(linesOf(gone), ['removed Deployment a']);
});

test('Secrets are masked in the changes themselves, whatever reports them', (t) => {
  const secret = (fields: string): string =>
    `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n${fields}`;
  const values = ['b25l', 'dHdv', 'dGhyZWU='];
  const [one = '', two = '', three = ''] = values;
  const changes = compareOverlays([
    pair(
      rendering(secret(`data: {k: ${one}, gone: ${two}}\n`)),
      rendering(secret(`data: {k: ${two}, new: ${three}}\n`)),
      'a',
    ),
    pair(rendering(secret('')), rendering(secret(`data: {k: ${one}}\n`)), 'b'),
    pair(
      rendering(secret(`stringData: {k: "${one}\\n${two}\\n"}\n`)),
      rendering(secret(`stringData: {k: "${one}\\n${three}\\n"}\n`)),
      'c',
    ),
    pair(undefined, rendering(secret(`data: {k: ${one}}\nimmutable: true\n`)), 'd'),
    pair(rendering(secret(`data: {k: ${two}}\n`)), undefined, 'e'),
  ]);
  const text = JSON.stringify(changes);
  for (const value of values) t.false(text.includes(value), value);
  t.is(text.match(/\(masked\)/g)?.length, 9);
  t.true(text.includes('"immutable":true'));
  // Another group's Secret holds nothing confidential of Kubernetes' own.
  const other = secret(`data: {k: ${one}}\n`).replace('v1', 'x.example/v1');
  t.true(JSON.stringify(compareOverlays([pair(undefined, rendering(other))])).includes(one));
});

test('text: colours only change how it looks', (t) => {
  const changes = reported(
    compareTexts(
      map('a', 'x') + map('b', '"l1\\nl2\\n"'),
      map('c', 'x') + map('b', '"l1\\nl3\\n"'),
    ),
  );
  const coloured = formatText(changes, colourStyle);
  t.true(coloured.includes('\u001b[3'));
  // oxlint-disable-next-line no-control-regex -- colours begin with a control character
  t.is(coloured.replaceAll(/\u001b\[\d+m/g, ''), formatText(changes, plainStyle));
});

test('text: what differs only in spaces at the end can be seen', (t) => {
  const text = formatText(
    reported(compareTexts(map('b', '"a\\nb\\n"'), map('b', '"a\\nb  \\n"'))),
    plainStyle,
  );
  t.true(text.includes('        - b\n        + b\\u{20}\\u{20}\n'));
});

const definition = (keys: string): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: zones.dns.example.com}
spec:
  group: dns.example.com
  names: {kind: Zone, plural: zones}
  versions:
  - name: v1
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
              servers:
                type: array
                ${keys}
                items:
                  type: object
                  properties: {host: {type: string}, port: {type: integer, default: 53}}
              domains: {type: array, x-kubernetes-list-type: set, items: {type: string}}
---
`;
const zone = (spec: string): string =>
  `apiVersion: dns.example.com/v1\nkind: Zone\nmetadata: {name: a, finalizers: [x.example/a, x.example/b]}\nspec: ${spec}\n`;

test('keys: lists of custom resources are matched as their definition says, on either side', (t) => {
  const declared = definition(
    'x-kubernetes-list-type: map\n                x-kubernetes-list-map-keys: [host, port]',
  );
  const old = zone('{servers: [{host: a, w: 1}, {host: b, w: 2}], domains: [x, y]}');
  const now = zone('{servers: [{host: b, port: 53, w: 3}], domains: [y, z, x]}').replace(
    'x.example/a, x.example/b',
    'x.example/b, x.example/a',
  );
  const expected = [
    'changed Zone a',
    '  removed spec.servers[host=a]',
    '  changed spec.servers[host=b].w',
    '  added spec.servers[host=b].port',
    '  added spec.domains[z]',
  ];
  t.deepEqual(linesOf(compareTexts(declared + old, declared + now)), expected);
  t.deepEqual(
    linesOf(compareTexts(declared + old, now)).filter((line) => !line.includes('Definition')),
    expected,
  );
  // Without a definition the place in the list is all that there is.
  t.true(linesOf(compareTexts(old, now)).includes('  changed spec.servers[0].host'));
});

test('keys: what the type of a resource says goes before the name of the field; a set has no order', (t) => {
  const text = (finalizers: string, webhooks: string): string =>
    `apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: a, finalizers: [${finalizers}]}\nwebhooks: [${webhooks}]\n`;
  const [a, b] = ['{name: a, timeoutSeconds: 1}', '{name: b, timeoutSeconds: 1}'];
  t.deepEqual(
    linesOf(
      compareTexts(
        text('x.example/a, x.example/b', `${a}, ${b}`),
        text('x.example/c, x.example/b, x.example/a', `${b.replace('1', '2')}`),
      ),
    ),
    [
      'changed ValidatingWebhookConfiguration a',
      '  added metadata.finalizers[x.example/c]',
      '  removed webhooks[a]',
      '  changed webhooks[b].timeoutSeconds',
    ],
  );
  const route = (names: string): string =>
    `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a}\nspec: {rules: [{filters: [{type: RequestHeaderModifier, requestHeaderModifier: {remove: [${names}]}}]}]}\n`;
  t.deepEqual(linesOf(compareTexts(route('a, b'), route('b, c, a'))), [
    'changed HTTPRoute a',
    '  added spec.rules[0].filters[0].requestHeaderModifier.remove[c]',
  ]);
});

const deployment = (
  name: string,
  app = name,
  image = '1',
  more = '',
): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, labels: {app: ${app}}}
spec:
  replicas: 2
  selector: {matchLabels: {app: ${app}}}
  template:
    metadata: {labels: {app: ${app}}}
    spec:
      serviceAccountName: ${name}
      terminationGracePeriodSeconds: 40
      containers:
      - name: main
        image: example.com/${app}:${image}
        ports: [{name: http, containerPort: 9000}]
        resources: {requests: {cpu: 100m, memory: 64Mi}}
        readinessProbe: {httpGet: {path: /ready, port: http}}${more}
---
`;

/** What is said of names, beside the resources. */
function namesOf(changes: OverlayChanges): string[] {
  return changes.overlays.flatMap(({ overlay, resources, movedAway = [] }) => [
    ...resources.map(({ status, kind, namespace = '', name, renamed, movedFrom }) =>
      [
        `${overlay}: ${status} ${kind} ${namespace}/${name}`,
        ...(renamed ? [`was ${renamed.namespace ?? ''}/${renamed.name} (${renamed.by})`] : []),
        ...(movedFrom === undefined ? [] : [`from ${movedFrom}`]),
      ].join(' '),
    ),
    ...movedAway.map(({ resource, to }) => `${overlay}: ${resource} to ${to}`),
  ]);
}

test('renames: much the same content under another name is one change, with its fields', (t) => {
  const changes = compareTexts(
    deployment('go-server'),
    deployment('go-server-v2', 'go-server', '2'),
  );
  t.deepEqual(namesOf(changes), ['o: changed Deployment /go-server-v2 was /go-server (name)']);
  t.deepEqual(linesOf(changes), [
    'changed Deployment go-server-v2',
    '  changed spec.template.spec.serviceAccountName',
    '  changed spec.template.spec.containers[main].image',
  ]);
  const service = (name: string, more = ''): string =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {type: ClusterIP, selector: {app: x}, ports: [{name: http, port: 80, targetPort: http}]${more}}\n`;
  const renamed = compareTexts(service('go-server'), service('go-server-api'));
  t.is(renamed.overlays[0]?.resources[0]?.renamed?.by, 'name');
  t.is(renamed.overlays[0]?.resources[0]?.risk, 0, 'the old name is gone');
});

test('renames: in doubt two objects are two objects', (t) => {
  const service = (name: string): string =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {app: ${name}}, ports: [{name: http, port: 80, targetPort: http}]}\n---\n`;
  const TABLE: readonly [before: string, after: string][] = [
    // Small objects are alike without being the same.
    [service('ledger'), service('gateway')],
    [map('a-one', 'x'), map('a-two', 'x')],
    // Two that are equally like it.
    [deployment('go-server', 'x'), deployment('go-server-a', 'x') + deployment('go-server-b', 'x')],
    [deployment('go-server-a', 'x') + deployment('go-server-b', 'x'), deployment('go-server', 'x')],
    // Another kind.
    [deployment('go-server'), deployment('go-server-v2').replace('Deployment', 'DaemonSet')],
  ];
  for (const [before, after] of TABLE) {
    const kinds = compareTexts(before, after).overlays.flatMap(({ resources }) =>
      resources.map(({ status }) => status),
    );
    t.false(kinds.includes('changed'), `${before} -> ${after}`);
  }
});

test('renames: of several each finds its own', (t) => {
  const names = ['one', 'two', 'three'];
  const all = (suffix: string): string =>
    names.map((name) => deployment(`web-${name}${suffix}`, `web-${name}`)).join('');
  t.deepEqual(
    namesOf(compareTexts(all(''), all('-new'))),
    names
      .toSorted()
      .map((name) => `o: changed Deployment /web-${name}-new was /web-${name} (name)`),
  );
});

test('moves: another overlay of the environment makes the object now', (t) => {
  const text = deployment('go-server');
  const changed = deployment('go-server', 'go-server', '2');
  const nothing = rendering('');
  const moved = compareOverlays([
    pair(rendering(text), nothing, 'dev/a'),
    pair(nothing, rendering(changed), 'dev/b'),
    pair(rendering(text), rendering(text), 'prod/a'),
  ]);
  t.deepEqual(namesOf(moved), [
    'dev/b: moved Deployment /go-server from dev/a',
    'dev/a: Deployment go-server to dev/b',
  ]);
  t.deepEqual(linesOf(moved), [
    'moved Deployment go-server',
    '  changed spec.template.spec.containers[main].image',
  ]);
  t.like(countChanges(moved), { resources: { moved: 1, removed: 0, added: 0 }, fields: 1 });
  t.deepEqual(
    moved.overlays.map(({ status }) => status),
    ['changed', 'changed'],
  );
  // Another environment is another cluster.
  const elsewhere = compareOverlays([
    pair(rendering(text), nothing, 'dev/a'),
    pair(nothing, rendering(text), 'prod/a'),
  ]);
  t.deepEqual(namesOf(elsewhere), [
    'dev/a: removed Deployment /go-server',
    'prod/a: added Deployment /go-server',
  ]);
  // Two that make it now: nobody knows which of them has it from the first.
  const twice = compareOverlays([
    pair(rendering(text), nothing, 'dev/a'),
    pair(nothing, rendering(text), 'dev/b'),
    pair(nothing, rendering(text), 'dev/c'),
  ]);
  t.false(namesOf(twice).some((line) => line.includes(': moved')));
});

test('moves: an overlay that is gone and a new one, with a generated object that changed', (t) => {
  const changes = compareOverlays([
    pair(rendering(map('a-4b7c9d2f5g', 'x')), undefined, 'dev/a'),
    pair(undefined, rendering(map('a-6h8k2m4t7b', 'y')), 'dev/b'),
  ]);
  t.deepEqual(namesOf(changes), [
    'dev/b: moved ConfigMap /a-6h8k2m4t7b was /a-4b7c9d2f5g (hash) from dev/a',
    'dev/a: ConfigMap a-4b7c9d2f5g to dev/b',
  ]);
  t.deepEqual(linesOf(changes), ['moved ConfigMap a-6h8k2m4t7b', '  changed data.k']);
});

const MARKER = 'marker-of-a-secret-value';

/** A Secret with markers wherever a value of one may stand; also in shapes that no API server takes. */
const secret = fc.record({
  overlay: fc.constantFrom('dev/a', 'dev/b'),
  name: fc.constantFrom('a', 'b', 'a-4b7c9d2f5g', 'a-6h8k2m4t7b'),
  namespace: fc.constantFrom('one', 'two'),
  type: fc.constantFrom('Opaque', 'kubernetes.io/tls'),
  applied: fc.boolean(),
  fields: fc.dictionary(
    fc.constantFrom('data', 'stringData'),
    fc.oneof(
      fc.dictionary(
        fc.constantFrom('k', 'l', '__proto__', 'a.b/c'),
        fc.oneof(
          fc.nat(2).map((i) => `${MARKER}-${i}\nline ${MARKER}\n`),
          fc.constant({ deeper: [MARKER] }),
        ),
        { noNullPrototype: false },
      ),
      fc.constant([{ name: MARKER, value: MARKER }, MARKER]),
      fc.constant(MARKER),
    ),
  ),
});

const secrets = fc.uniqueArray(secret, {
  maxLength: 5,
  selector: ({ overlay, name, namespace }) => `${overlay} ${namespace}/${name}`,
});

type Secrets = typeof secrets extends fc.Arbitrary<infer T> ? T : never;

function secretsIn(all: Secrets, overlay: string): Rendering {
  const texts = all
    .filter((one) => one.overlay === overlay)
    .map(({ name, namespace, type, applied, fields }) => {
      const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': MARKER };
      const metadata = { name, namespace, ...(applied && { annotations }) };
      return JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata, type, ...fields });
    });
  return plain(texts.join('\n---\n'));
}

test('Secrets: no value is in the result, whatever becomes of them', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(secrets, secrets, (old, now) => {
        const changes = compareOverlays(
          ['dev/a', 'dev/b'].map((overlay) =>
            pair(secretsIn(old, overlay), secretsIn(now, overlay), overlay),
          ),
        );
        return !JSON.stringify(changes).includes(MARKER);
      }),
      { numRuns: 500 },
    ),
  );
});

test('Secrets: what takes the place of one is masked too, and which of its values changed is told', (t) => {
  const object = (kind: string, fields: string): string =>
    `apiVersion: v1\nkind: ${kind}\nmetadata: {name: a}\n${fields}`;
  const data = (k: string): string => `data: {k: ${k}, same: b25l}\nstringData: {x: "1"}\n`;
  const kinds = compareTexts(object('Secret', data(MARKER)), object('ConfigMap', data(MARKER)));
  t.deepEqual(linesOf(kinds), ['removed Secret a', 'added ConfigMap a']);
  t.false(JSON.stringify(kinds).includes(MARKER));
  const changed = compareTexts(
    object('Secret', data(MARKER)),
    object('Secret', data(`${MARKER}2`).replace('x: "1"', 'y: "1"')),
  );
  t.deepEqual(linesOf(changed), [
    'changed Secret a',
    '  changed data.k',
    '  removed stringData.x',
    '  added stringData.y',
  ]);
  t.deepEqual(
    changed.overlays[0]?.resources[0]?.fields.map(({ before, after }) => [before, after]),
    [
      ['(masked)', '(masked)'],
      ['(masked)', undefined],
      [undefined, '(masked)'],
    ],
  );
});

/** How often a map was asked while something ran: what matching and comparing do most. */
function countReads(run: () => unknown): number {
  // oxlint-disable-next-line typescript/unbound-method -- called with its own map below
  const { get } = Map.prototype;
  let reads = 0;
  // oxlint-disable-next-line no-extend-native -- put back below; nothing else runs in between
  Map.prototype.get = function counted(key: unknown): unknown {
    reads++;
    return get.call(this, key);
  };
  try {
    run();
  } finally {
    // oxlint-disable-next-line no-extend-native -- the native one
    Map.prototype.get = get;
  }
  return reads;
}

/** Two sides of an overlay by the number of objects in it. */
const SIZES: Readonly<Record<string, (size: number) => readonly OverlayPair[]>> = {
  'changed objects': (size) => [
    pair(
      many(size, (i) => deployment(`a-${i}`)),
      many(size, (i) => deployment(`a-${i}`, `a-${i}`, '2')),
    ),
  ],
  'objects that are gone and others that are new': (size) => [
    pair(
      many(size, (i) => deployment(`a${i}`, 'x')),
      many(size, (i) => deployment(`b${i}`, 'x', '2')),
    ),
  ],
  'renamed objects': (size) => [
    pair(
      many(size, (i) => deployment(`a-${i}`, `x-${i}`)),
      many(size, (i) => deployment(`a-${i}-new`, `x-${i}`, '2')),
    ),
  ],
  'moved objects': (size) => [
    pair(
      many(size, (i) => deployment(`a-${i}`)),
      undefined,
      'dev/a',
    ),
    pair(
      undefined,
      many(size, (i) => deployment(`a-${i}`)),
      'dev/b',
    ),
  ],
  'objects renamed by their hash, and who refers to them': (size) => [
    pair(
      many(size, (i) => hashed(i, '4b7c9d2f5g')),
      many(size, (i) => hashed(i, '6h8k2m4t7b')),
    ),
  ],
};

function many(size: number, make: (i: number) => string): Rendering {
  return plain(Array.from({ length: size }, (_, i) => make(i)).join(''));
}

function hashed(i: number, hash: string): string {
  const name = `settings-${i}-${hash}`;
  return `${map(name, 'x')}${deployment(`a-${i}`, `a-${i}`, '1', `\n        envFrom: [{configMapRef: {name: ${name}}}]`)}`;
}

for (const [what, make] of Object.entries(SIZES)) {
  test(`size: twice as many ${what} are twice the work`, (t) => {
    const [small, large] = [100, 200].map((size) => {
      const pairs = make(size);
      return countReads(() => compareOverlays(pairs));
    });
    t.log(`${small} and ${large} reads`);
    t.true((small ?? 0) > 100);
    t.true((large ?? 0) < 2.2 * (small ?? 0));
  });
}

test('size: 5,000 changed resources, all told', (t) => {
  const side = (value: string): Rendering => many(5000, (i) => map(`a-${i}`, value));
  const changes = compareOverlays([pair(side('x'), side('y'))]);
  t.like(countChanges(changes), { resources: { changed: 5000 }, fields: 5000 });
});

test('the light part loads neither the rules of the API server nor the model', (t) => {
  const root = path.join(import.meta.dirname, '../src');
  const files = fs.globSync('**/*.ts', { cwd: root }).filter((file) => !/^meaning\b/.test(file));
  const heavy = files.flatMap((file) => {
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    const imports = text.match(/^(?:import|export) (?!type)[^;]*from '[^']*'/gm) ?? [];
    return imports
      .filter((line) => /@fingerpost\/(?:apiserver|discovery|policy)'|\/meaning\//.test(line))
      .map((line) => `${file}: ${line}`);
  });
  t.deepEqual(heavy, []);
  t.true(files.length > 20);
});
