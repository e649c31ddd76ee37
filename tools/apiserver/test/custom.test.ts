import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import type { JsonObject, JsonValue } from 'kustomize-ts';
import { admit, create, update } from '../src/index.ts';
import { saidByUs, type Said } from './custom/answer.ts';
import { definitionOf, randomGroups, type Case, type RandomKind } from './custom/random-cases.ts';

interface Recorded extends RandomKind {
  readonly cases: readonly (Case & { readonly said: Said })[];
}

const recorded = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'custom', 'recorded.json'), 'utf8'),
) as readonly Recorded[];

test('custom resources: what apiextensions says', (t) => {
  for (const kind of recorded) {
    const definition = definitionOf(kind);
    for (const { said, ...one } of kind.cases) {
      const given = JSON.parse(JSON.stringify(saidByUs(definition, one))) as Said;
      t.deepEqual(given, said, JSON.stringify({ schema: kind.schema, ...one }));
    }
  }
  t.log(`${recorded.flatMap(({ cases }) => cases).length} cases`);
});

test('no random custom resource makes it throw, and none is changed', (t) => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  for (const group of randomGroups(seed, 300)) {
    const definition = definitionOf(group);
    for (const one of group.cases) {
      const before = JSON.stringify({ definition, one });
      t.notThrows(() => saidByUs(definition, one), `seed ${seed}: ${before}`);
      t.is(JSON.stringify({ definition, one }), before, `seed ${seed}`);
    }
  }
});

/** A definition of widgets whose spec has this schema. */
function widgets(spec: JsonObject, more: JsonObject = {}): JsonObject {
  const schema = { type: 'object', properties: { spec } };
  const definition = definitionOf({ schema, subresources: {} });
  const [version] = (definition['spec'] as JsonObject)['versions'] as JsonObject[];
  Object.assign(version ?? {}, more);
  return definition;
}

function widget(spec: JsonValue): JsonObject {
  return { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' }, spec };
}

const anything = { 'x-kubernetes-preserve-unknown-fields': true };

test('a definition makes a kind wherever it is given', (t) => {
  const definition = widgets({
    type: 'object',
    properties: { size: { type: 'integer', default: 3 } },
  });
  const object = widget({});
  t.is(create(object).code, 404);
  const ways = [{ definitions: [definition] }, { existing: [definition] }];
  for (const options of ways) t.deepEqual(create(object, options).defaulted?.['spec'], { size: 3 });
  t.true(admit({ operation: 'CREATE', object }, { policies: [], given: [definition] }).allowed);
  const place = '/apis/example.com/v1/namespaces/shop/widgets';
  const answer = create(object, { path: place, definitions: [definition] });
  t.like(answer.defaulted, { metadata: { namespace: 'shop' } });
  t.is(
    create(object, { existing: [definition, answer.defaulted ?? {}], namespace: 'shop' }).code,
    409,
  );
});

test('a version is served only when the definition says so', (t) => {
  for (const more of [{ served: false }, { name: 'v2' }]) {
    t.is(create(widget({}), { definitions: [widgets(anything, more)] }).code, 404);
  }
});

test('a deprecated version warns', (t) => {
  const warnings = (more: JsonObject): readonly string[] =>
    create(widget({}), { definitions: [widgets(anything, more)] }).warnings;
  t.deepEqual(warnings({ deprecated: true }), ['example.com/v1 Widget is deprecated']);
  t.deepEqual(warnings({ deprecated: true, deprecationWarning: 'use gadgets' }), ['use gadgets']);
});

test('a definition that is given takes the place of the one that is known', (t) => {
  const route = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'web' },
    spec: { own: true },
  };
  t.is(create(route).reason, 'BadRequest');
  const definition = widgets(anything);
  Object.assign(definition['spec'] as JsonObject, {
    group: 'gateway.networking.k8s.io',
    names: { plural: 'httproutes', kind: 'HTTPRoute' },
  });
  t.is(create(route, { definitions: [definition] }).verdict, 'accepted');
});

test('a schema that is none serves nothing', (t) => {
  let deep: JsonObject = { type: 'string' };
  for (let depth = 0; depth < 5000; depth += 1) deep = { type: 'array', items: deep };
  const wrong: readonly JsonObject[] = [
    deep,
    { type: 'text' },
    { type: 'object', properties: { a: 'string' } },
    { type: 'string', maxLength: 'many' },
    { type: 'array', 'x-kubernetes-list-type': 'bag' },
    { type: 'object', required: [1] },
  ];
  for (const schema of wrong) {
    t.is(create(widget('a'), { definitions: [widgets(schema)] }).code, 404);
  }
});

test('hostile objects end in an answer', (t) => {
  const many = Array.from({ length: 100_000 }, (_, index) => `item-${index}`);
  const set = { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' };
  const unique = { type: 'array', items: { type: 'string' }, uniqueItems: true };
  const keyed = {
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['name'],
    items: {
      type: 'object',
      properties: {
        name: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] },
      },
    },
  };
  for (const schema of [set, unique]) {
    const definitions = [widgets(schema)];
    t.is(create(widget(many), { definitions }).verdict, 'accepted');
    t.is(create(widget([...many, 'item-7']), { definitions }).errors.length, 1);
  }
  const named = widget(many.slice(0, 20_000).map((name) => ({ name })));
  const answer = update(named, named, { via: 'put', definitions: [widgets(keyed)] });
  t.is(answer.verdict, 'accepted');
  const proto = JSON.parse(
    '{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"__proto__":{"a":1}}',
  ) as JsonObject;
  t.regex(
    create(proto, { definitions: [widgets(anything)] }).message ?? '',
    /unknown field "__proto__"/,
  );
});

test('a pattern of a schema is one of RE2, and does not backtrack', (t) => {
  const definitions = [widgets({ type: 'string', pattern: '^(a+)+$' })];
  const { errors } = create(widget(`${'a'.repeat(5000)}!`), { definitions });
  t.is(errors[0]?.field, 'spec');
});
