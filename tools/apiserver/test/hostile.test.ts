import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import type { JsonObject, JsonValue } from 'kustomize-ts';
import { admit, create, update } from '../src/index.ts';

/** Objects of every kind to put garbage into. */
const objects = (
  JSON.parse(readFileSync(path.join(import.meta.dirname, 'cluster', 'api.json'), 'utf8')) as {
    object?: JsonObject;
  }[]
).flatMap(({ object }) => (object === undefined ? [] : [object]));

const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  'a',
  'x/y',
  'spec',
  'metadata',
];

const garbage: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<JsonValue[]>(null, true, false, 0, -1, 0.5, 1e300, 2n ** 70n, '', ...NAMES),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.constantFrom(...NAMES), tie('value')), { maxLength: 4 })
      .map((fields) => withFields(fields)),
  ),
})).value;

/** An object that has even `__proto__` as a field of its own, as JSON.parse makes it. */
function withFields(fields: Iterable<readonly [string, JsonValue]>): JsonObject {
  return Object.fromEntries(fields);
}

/** Puts a value in place of the `at`-th field, or beside it under a name; what is around it is copied. */
function put(
  target: JsonObject,
  at: number,
  name: string | undefined,
  value: JsonValue,
): JsonObject {
  let left = at;
  const visit = (current: JsonValue): JsonValue => {
    if (typeof current !== 'object' || current === null) return current;
    const entries = Object.entries(current).map(([key, field]): [string, JsonValue] => {
      left--;
      return left === -1 && name === undefined ? [key, value] : [key, visit(field as JsonValue)];
    });
    if (Array.isArray(current)) return entries.map(([, item]) => item);
    if (name !== undefined && left < 0) {
      left = Infinity;
      entries.push([name, value]);
    }
    return withFields(entries);
  };
  return visit(target) as JsonObject;
}

function countFields(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>(
    (sum, field) => sum + 1 + countFields(field as JsonValue),
    0,
  );
}

/** A recorded object with garbage in one to three places. */
const hostile: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.constantFrom(...objects),
    fc.array(
      fc.tuple(fc.nat(), fc.option(fc.constantFrom(...NAMES), { nil: undefined }), garbage),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([object, places]) =>
    places.reduce(
      (changed, [at, name, value]) =>
        put(changed, at % Math.max(countFields(changed), 1), name, value),
      object,
    ),
  );

function frozen<T extends JsonValue>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const field of Object.values(value)) frozen(field as JsonValue);
  return value;
}

const LABELS = { 'pod-security.kubernetes.io/enforce': 'restricted', constructor: 'x' };

test('garbage in any place never throws and is never changed', (t) => {
  fc.assert(
    fc.property(hostile, hostile, hostile, (object, other, third) => {
      const existing = [object, other, third].map(frozen);
      const options = { existing, namespaceLabels: LABELS };
      create(object);
      create(object, options);
      for (const via of ['put', 'apply'] as const) update(other, object, { ...options, via });
      for (const operation of ['CREATE', 'UPDATE', 'DELETE'] as const) {
        admit(
          { operation, object, oldObject: other },
          { policies: [other, third], given: existing },
        );
      }
    }),
    { numRuns: 1000 },
  );
  t.pass();
});

test('what is no object at all is refused', (t) => {
  fc.assert(
    fc.property(garbage, fc.string({ unit: 'binary' }), (value, text) => {
      const target = withFields([
        ['apiVersion', 'v1'],
        ['kind', value],
        ['metadata', value],
      ]);
      return [create(frozen(target)), create(text), create(`{"kind":${text}`)].every(
        ({ verdict }) => verdict === 'rejected',
      );
    }),
  );
  t.pass();
});

test('names of JavaScript mean nothing', (t) => {
  const named = (name: string): JsonObject => withFields([[name, 'a']]);
  const answers = ['__proto__', 'constructor', 'toString'].map((name) => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } };
    const labelled = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
    const created = create({ ...secret, stringData: named(name) });
    const applied = update(
      labelled,
      { ...labelled, metadata: { name: 'a', labels: named(name) } },
      { via: 'apply' },
    );
    return {
      data: Object.keys((created.defaulted?.['data'] ?? {}) as JsonObject),
      labels: applied.verdict,
    };
  });
  t.deepEqual(answers, [
    // A label begins with a letter or a digit.
    { data: ['__proto__'], labels: 'rejected' },
    { data: ['constructor'], labels: 'accepted' },
    { data: ['toString'], labels: 'accepted' },
  ]);
});

function nested(levels: number): JsonValue {
  let value: JsonValue = 'a';
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

function configMap(data: JsonValue): JsonObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data };
}

test('what nests too deep or goes round in circles is refused', (t) => {
  const circle = configMap({});
  circle['data'] = circle;
  const deep = 'exceeded max depth';
  for (const [input, reason] of [
    [configMap(nested(400)), 'cannot unmarshal'],
    [configMap(nested(1000)), deep],
    [configMap(nested(100_000)), deep],
    [circle, deep],
    [`{"data":${'['.repeat(100_000)}`, deep],
    [`data: ${'['.repeat(100_000)}`, 'nested'],
  ] as const) {
    const { verdict, message = '' } = create(input);
    t.is(verdict, 'rejected');
    t.true(message.includes(reason), message.slice(0, 200));
  }
  t.is(update(circle, configMap({}), { via: 'apply' }).verdict, 'rejected');
});

test('what is larger than the API server reads is refused', (t) => {
  const { code, message } = create(configMap({ a: 'a'.repeat(3 * 1024 * 1024) }));
  t.deepEqual([code, message], [413, 'Request entity too large: limit is 3145728']);
  // Sharing makes it small in memory alone.
  let shared: JsonValue = ['a'];
  for (let level = 0; level < 30; level++) shared = [shared, shared];
  t.is(create(configMap(shared)).code, 413);
});

const MANY = 20_000;

function many(item: JsonValue | ((index: number) => JsonValue)): JsonValue[] {
  return Array.from({ length: MANY }, (_, index) =>
    typeof item === 'function' ? item(index) : item,
  );
}

function pod(spec: JsonObject): JsonObject {
  const containers = [{ name: 'a', image: 'a:1' }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers, ...spec } };
}

function volume(source: JsonObject): JsonObject {
  return pod({ volumes: [{ name: 'a', ...source }] });
}

function policy(expression: string): JsonObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'a' },
    spec: {
      matchConstraints: {
        resourceRules: [
          { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] },
        ],
      },
      validations: [{ expression }],
    },
  };
}

/** Each once took seconds, or all of the stack or the memory. */
const enormous: Readonly<Record<string, () => JsonObject>> = {
  'empty containers': () => pod({ containers: many({}) }),
  'empty items of a volume': () =>
    volume({ configMap: { name: 'a', items: Array.from({ length: 100_000 }, () => ({})) } }),
  'files at one place': () =>
    volume({ configMap: { name: 'a', items: many({ key: 'a', path: 'b' }) } }),
  'ports with one number': () =>
    pod({ containers: [{ name: 'a', image: 'a', ports: many({ containerPort: 1 }) }] }),
  'spread over many topologies': () =>
    pod({ topologySpreadConstraints: many((index) => ({ topologyKey: `a${index}` })) }),
  'claims that are not there': () =>
    pod({
      resourceClaims: many((index) => ({ name: `a${index}` })),
      containers: [{ name: 'a', image: 'a', resources: { claims: many({ name: 'b' }) } }],
    }),
  'owners that control': () => ({
    ...configMap({}),
    metadata: { name: 'a', ownerReferences: many({ controller: true }) },
  }),
  'node ports': () => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'a' },
    spec: { type: 'NodePort', ports: many((index) => ({ port: index })) },
  }),
  listeners: () => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'a' },
    spec: { gatewayClassName: 'a', listeners: many((index) => ({ name: `a${index}` })) },
  }),
  'certificates that do not end': () => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'a' },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': btoa('-----BEGIN A-----\n'.repeat(2 * MANY)), 'tls.key': '' },
  }),
  'a quantity of many digits': () => pod({ overhead: { cpu: `1${'0'.repeat(50 * MANY)}` } }),
  'a text of many digits': () => pod({ overhead: { cpu: `${'0'.repeat(10 * MANY)}!` } }),
  'a path of slashes': () =>
    volume({ configMap: { name: 'a', items: [{ key: 'a', path: `a${'/'.repeat(10 * MANY)}b` }] } }),
  'a chain of additions': () => policy(`${'1+'.repeat(20_000)}1 == 1`),
  'a long literal': () => policy(`b"${'€'.repeat(50_000)}" == b""`),
};

for (const [name, make] of Object.entries(enormous)) {
  test(`${name} end in an answer`, (t) => {
    const target = frozen(make());
    t.true(['accepted', 'rejected'].includes(create(target).verdict));
  });
}
