import { colourStyle, plainStyle } from '@fingerpost/text';
import test from 'ava';
import { build, memoryFileSystem } from 'kustomize-ts';

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
