import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import type { JsonObject, JsonValue } from 'kustomize-ts';
import { create, update, type Answer } from '../src/index.ts';

/** Objects of every kind, right and wrong, to start from. */
const objects = (
  JSON.parse(readFileSync(path.join(import.meta.dirname, 'cluster', 'api.json'), 'utf8')) as {
    object?: JsonObject;
    path?: string;
  }[]
).flatMap(({ object, path: requestPath }) =>
  object === undefined || requestPath !== undefined || JSON.stringify(object).includes('"$')
    ? []
    : [object],
);

const VALUES: readonly JsonValue[] = [
  null,
  '',
  'None',
  'a b',
  'http',
  '10.96.0.77',
  '::1',
  'fd00:10:96::77',
  0,
  -1,
  80,
  70_000,
  0.5,
  2n ** 60n,
  true,
  false,
  [],
  {},
  [null],
  [''],
  ['a', 'a'],
  { a: 'b' },
  '100m',
  '__proto__',
];

/** A recorded object with one to three of its fields changed. */
const someObject: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.constantFrom(...objects),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom('remove', ...VALUES)), { maxLength: 3 }),
  )
  .map(([object, changes]) =>
    changes.reduce((changed, [at, value]) => changeField(changed, at, value), object),
  );

/** Sets or removes the field that is `at`-th when all of them are counted, as a copy. */
function changeField(object: JsonObject, at: number, value: JsonValue): JsonObject {
  const copy = structuredClone(object);
  const places: { holder: JsonObject | JsonValue[]; key: string }[] = [];
  const visit = (holder: JsonValue): void => {
    if (typeof holder !== 'object' || holder === null) return;
    for (const [key, field] of Object.entries(holder)) {
      places.push({ holder, key });
      visit(field);
    }
  };
  visit(copy);
  const place = places[at % Math.max(places.length, 1)];
  if (place === undefined) return copy;
  const { holder, key } = place;
  if (Array.isArray(holder)) holder[Number(key)] = value;
  else if (value === 'remove') delete holder[key];
  else holder[key] = value;
  return copy;
}

function reversed(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => reversed(item));
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, field]) => [key, reversed(field)]),
  );
}

function frozen<T extends JsonValue>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const field of Object.values(value)) frozen(field as JsonValue);
  return Object.freeze(value);
}

function print(value: object): string {
  return JSON.stringify(value, (_, field: unknown) =>
    typeof field === 'bigint' ? `${field}n` : field,
  );
}

/** What an answer says, without what depends on the order in which it was found. */
function essence({ verdict, errors, warnings, defaulted }: Answer): object {
  const places = errors.map(({ field, type }) => `${field} ${type}`);
  const result = { verdict, errors: places.toSorted(), warnings: warnings.toSorted(), defaulted };
  // Prototypes do not count.
  return JSON.parse(print(result)) as object;
}

/** An accepted object as a client would send it again: without what was handed out. */
function sentAgain(answer: Answer): JsonObject {
  const object = structuredClone(answer.defaulted ?? {});
  for (const field of (answer.allocated ?? []).toSorted().toReversed()) {
    const steps = field.split(/[.[\]]+/).filter((step) => step !== '');
    const last = steps.pop() ?? '';
    let holder: JsonValue = object;
    for (const step of steps) holder = (holder as JsonObject)[step] ?? {};
    if (Array.isArray(holder)) holder.splice(Number(last), 1);
    else delete (holder as JsonObject)[last];
  }
  return object;
}

test('inputs are never changed, and nothing throws', (t) => {
  fc.assert(
    fc.property(someObject, someObject, (object, other) => {
      create(frozen(object));
      for (const via of ['put', 'apply'] as const) update(object, frozen(other), { via });
    }),
    { numRuns: 1000 },
  );
  t.pass();
});

test('the order of keys does not matter', (t) => {
  fc.assert(
    fc.property(someObject, (object) => {
      const answer = essence(create(object));
      return isDeepStrictEqual(essence(create(reversed(object) as JsonObject)), answer);
    }),
    { numRuns: 1000 },
  );
  t.pass();
});

test('an accepted object is accepted again as it came back, and comes back the same', (t) => {
  fc.assert(
    fc.property(someObject, (object) => {
      const first = create(object);
      // A Job comes back with a selector that only the server may write.
      if (first.verdict === 'rejected' || object['kind'] === 'Job') return true;
      const second = create(sentAgain(first));
      // Annotations that have become fields are no longer warned of.
      return isDeepStrictEqual(
        essence({ ...second, warnings: [] }),
        essence({ ...first, warnings: [] }),
      );
    }),
    { numRuns: 1000 },
  );
  t.pass();
});

const CONTAINERS = [
  { name: 'app', image: 'registry.example.com/app:1', resources: { requests: {}, limits: {} } },
];
/** With maps that are empty, which are kept until the rules have seen them: a cluster takes each of these again. */
const EMPTY_MAPS: readonly JsonObject[] = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'app', namespace: 'shop' },
    spec: { containers: CONTAINERS },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'app', namespace: 'shop' },
    spec: { template: { spec: { restartPolicy: 'Never', containers: CONTAINERS } } },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'app', namespace: 'shop' },
    spec: {
      serviceName: 'app',
      selector: { matchLabels: { app: 'a' } },
      template: { metadata: { labels: { app: 'a' } }, spec: { containers: CONTAINERS } },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            resources: { requests: { storage: '1Gi' }, limits: {} },
          },
        },
      ],
    },
  },
];

test('applying the same manifest again changes nothing', (t) => {
  fc.assert(
    fc.property(someObject, (object) => {
      const created = create(object);
      // Some things fail on a cluster too: an empty protocol is another key than the default one that takes its place,
      // a family that is added to the one given would be released again, a selector of a Job that is taken away cannot be
      // made again, and what the server writes is not applied.
      const isFragile =
        /"protocol":""|"selector":null|"(?:ipFamilies|managedFields|resourceVersion|uid)":/.test(
          print(object),
        );
      if (created.verdict === 'rejected' || isFragile) return true;
      const applied = update(object, object, { via: 'apply' });
      if (/duplicate entries for key|omits all key fields/.test(applied.message ?? '')) return true;
      // Some warnings are for new objects only.
      return isDeepStrictEqual(
        essence({ ...applied, warnings: [] }),
        essence({ ...created, warnings: [] }),
      );
    }),
    { numRuns: 1000, examples: EMPTY_MAPS.map((object) => [object]) },
  );
  t.pass();
});
