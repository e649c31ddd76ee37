import test from 'ava';
import type { JsonObject } from 'kustomize-ts';
import { Correlated } from '../src/schema/correlated.ts';
import { readSchema } from '../src/schema/custom-schema.ts';
import { validateCrdRules } from '../src/cel/crd/rules.ts';

/** The schema of a custom resource with these rules on its spec. */
function schemaOf(rules: readonly JsonObject[]): JsonObject {
  return {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        'x-kubernetes-validations': [...rules],
        properties: {
          minReplicas: { type: 'integer' },
          maxReplicas: { type: 'integer' },
          ratio: { type: 'number' },
          since: { type: 'string', format: 'date-time' },
          port: { 'x-kubernetes-int-or-string': true },
          'dashed-name': { type: 'string' },
          namespace: { type: 'string' },
          labels: { type: 'object', additionalProperties: { type: 'string' } },
          hosts: {
            type: 'array',
            items: {
              type: 'string',
              'x-kubernetes-validations': [{ rule: "self.endsWith('.internal')" }],
            },
          },
          ports: {
            type: 'array',
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['name'],
            items: {
              type: 'object',
              properties: {
                name: { type: 'string' },
                number: {
                  type: 'integer',
                  'x-kubernetes-validations': [
                    { rule: 'self == oldSelf', message: 'number is immutable' },
                  ],
                },
              },
            },
          },
        },
      },
    },
  };
}

function errors(rules: readonly JsonObject[], spec: JsonObject, before?: JsonObject): string[] {
  const custom = (value: JsonObject): JsonObject => ({
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name: 'a' },
    spec: value,
  });
  const schema = readSchema(schemaOf(rules));
  const target = custom(spec);
  const live = before && { before: custom(before), warn: () => {} };
  const found = validateCrdRules(
    schema,
    target,
    live && { ...live, correlated: new Correlated(target, live.before, schema) },
  );
  return found.map(({ field, type, message }) => `${field} ${type} ${message}`);
}

const holds: readonly (readonly [string, JsonObject])[] = [
  ['self.minReplicas <= self.maxReplicas', { minReplicas: 1, maxReplicas: 2 }],
  ['!has(self.minReplicas) || self.minReplicas > 0', {}],
  ['self.ratio < 1.5 && type(self.ratio) == double', { ratio: 1 }],
  ["self.since > timestamp('2025-01-01T00:00:00Z')", { since: '2026-01-01T00:00:00Z' }],
  ['type(self.port) == int ? self.port > 0 : self.port.size() > 0', { port: 'http' }],
  [
    "self.dashed__dash__name == 'x' && self.__namespace__ == self.namespace",
    { 'dashed-name': 'x', namespace: 'y' },
  ],
  ["self.labels['a-b'] == 'c' && self.labels.all(k, v, k != v)", { labels: { 'a-b': 'c' } }],
  ['self.minReplicas >= oldSelf.minReplicas', { minReplicas: 1 }],
];

for (const [rule, spec] of holds) {
  test(`a rule of a custom resource holds: ${rule}`, (t) => {
    t.deepEqual(errors([{ rule }], spec), []);
  });
}

const refused: readonly (readonly [JsonObject, JsonObject, string])[] = [
  [
    { rule: 'self.minReplicas <= self.maxReplicas' },
    { minReplicas: 3, maxReplicas: 2 },
    'spec FieldValueInvalid Invalid value: failed rule: self.minReplicas <= self.maxReplicas',
  ],
  [
    { rule: 'self.minReplicas > 0', message: ' at least one ', fieldPath: '.minReplicas' },
    { minReplicas: 0 },
    'spec.minReplicas FieldValueInvalid Invalid value: at least one',
  ],
  [
    {
      rule: 'false',
      messageExpression: "'has ' + string(self.minReplicas)",
      reason: 'FieldValueForbidden',
    },
    { minReplicas: 2 },
    'spec FieldValueForbidden Forbidden: has 2',
  ],
  [
    { rule: 'self.minReplicas > 0' },
    {},
    'spec FieldValueInvalid Invalid value: "object": no such key: minReplicas evaluating rule: self.minReplicas > 0',
  ],
  [
    { rule: 'self.port > 0' },
    { port: 'http' },
    'spec FieldValueInvalid Invalid value: "object": \'no such overload\': call arguments did not match a supported operator, function or macro signature for rule: self.port > 0',
  ],
];

for (const [rule, spec, expected] of refused) {
  test(`a rule of a custom resource refuses: ${expected}`, (t) => {
    t.deepEqual(errors([rule], spec), [expected]);
  });
}

test('a rule that does not compile is an error of the object', (t) => {
  const [found = ''] = errors([{ rule: 'self.nope' }], {});
  t.regex(
    found,
    /rule compile error: compilation failed: ERROR: <input>:1:5: undefined field 'nope'/,
  );
});

test('rules of items name the item, and transition rules pair items of maps by key', (t) => {
  t.deepEqual(errors([], { hosts: ['a.internal', 'b.example'] }), [
    'spec.hosts[1] FieldValueInvalid Invalid value: "b.example": failed rule: self.endsWith(\'.internal\')',
  ]);
  const ports = (...given: readonly (readonly [string, number])[]): JsonObject => ({
    ports: given.map(([name, number]) => ({ name, number })),
  });
  t.deepEqual(errors([], ports(['http', 80])), []);
  t.deepEqual(errors([], ports(['new', 1], ['http', 81]), ports(['http', 80])), [
    'spec.ports[1].number FieldValueInvalid Invalid value: 81: number is immutable',
  ]);
});

test('optionalOldSelf is evaluated without an old object too', (t) => {
  const rule = { rule: "oldSelf.hasValue() || self.namespace == 'a'", optionalOldSelf: true };
  t.is(errors([rule], { namespace: 'b' }).length, 1);
  t.deepEqual(errors([rule], { namespace: 'b' }, { namespace: 'a' }), []);
});

test('a hostile rule ends within the budget, and the rules after it are not run', (t) => {
  const rule = { rule: 'lists.range(900000).all(a, lists.range(900000).all(b, true))' };
  const found = errors([rule, { rule: 'false' }], {});
  t.is(found.length, 1);
  t.regex(found[0] ?? '', /no further validation rules will be run due to call cost exceeds limit/);
});
