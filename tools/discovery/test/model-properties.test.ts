import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { memoryFileSystem, readResources, toJsonValue } from 'kustomize-ts';
import type { JsonObject, JsonValue, Resource } from 'kustomize-ts';
import {
  discover,
  formatEndpoints,
  formatRoutes,
  formatScrapes,
  formatServices,
  formatSlices,
  tellStory,
} from '../src/index.ts';
import type { DiscoveryModel, Environment } from '../src/index.ts';
import { environments, readOverlays } from './read-overlays.ts';

/** What holds for a model as a whole, whatever it is made of. */

const ENVIRONMENTS = ['dev', 'prod'] as const;
const overlays = { dev: readOverlays('dev'), prod: readOverlays('prod') };

/** Every part as plain data; lists whose order means nothing are sorted. */
function dataOf(model: DiscoveryModel): Readonly<Record<string, readonly string[]>> {
  const lines = (list: Iterable<unknown>): string[] =>
    [...list].map((item) => JSON.stringify(item)).toSorted();
  const { routes, conflicts } = formatRoutes(model.routes);
  return {
    workloads: lines(model.workloads.map(({ id, replicas: { count } }) => [id, count])),
    slices: lines(formatSlices(model.slices)),
    endpoints: lines(formatEndpoints(model.endpoints)),
    services: lines(formatServices(model.services)),
    records: lines(model.records),
    servers: lines(model.corefile.loaded.servers.flatMap(({ plugins }) => plugins)),
    routes: lines(routes),
    conflicts: lines(conflicts),
    scrapes: lines(formatScrapes(model.scrapes)),
    reachability: lines(model.reachability.rows()),
    notModelled: lines(model.notModelled),
  };
}

/** Reads every part, and follows a few names. */
function readAll(resources: readonly Resource[], environment: Environment): void {
  const model = discover(resources, environment);
  dataOf(model);
  const [first] = model.workloads;
  const last = model.workloads.at(-1);
  for (const from of [first, last]) {
    if (!from) continue;
    for (const { name, namespace } of model.services.slice(0, 5)) {
      tellStory(model, { name: `${name}.${namespace}`, from });
    }
    tellStory(model, { name: 'postgres-external.data', from, port: 5432 });
  }
}

test('the order of objects does not matter', (t) => {
  for (const name of ENVIRONMENTS) {
    const expected = dataOf(discover(overlays[name], environments[name]));
    const { length } = overlays[name];
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...overlays[name]], { minLength: length }),
        (shuffled) =>
          void assert.deepEqual(dataOf(discover(shuffled, environments[name])), expected),
      ),
      { numRuns: 4 },
    );
  }
  t.pass();
});

/** Reads an object that was changed; nothing where it is none any more. */
function resourcesOf(objects: readonly JsonValue[]): readonly Resource[] {
  const files = Object.fromEntries(objects.map((object, at) => [`/${at}.json`, textOf(object)]));
  return readResources(Object.keys(files), memoryFileSystem(files)).resources;
}

/** JSON, in which integers have any number of digits. */
function textOf(value: JsonValue): string {
  return JSON.stringify(value, (_, field: unknown) =>
    typeof field === 'bigint' ? `int:${field}` : field,
  ).replaceAll(/"int:(\d+)"/g, '$1');
}

function jsonOf({ node }: Resource): JsonObject {
  return toJsonValue(node) as JsonObject;
}

for (const name of ENVIRONMENTS) {
  test(`a namespace that is called otherwise changes its name and nothing else: ${name}`, (t) => {
    const objects = overlays[name].map((resource) => jsonOf(resource));
    const before = dataOf(discover(overlays[name], environments[name]));
    // Namespaces whose names stand for nothing else, but for the role of a backend.
    for (const namespace of ['backend', 'edge']) {
      const rename = (text: string): string =>
        text.replaceAll(new RegExp(`(?<![-\\w]|"role":")${namespace}(?![-\\w])`, 'g'), 'elsewhere');
      const renamed = resourcesOf(objects.map((object) => JSON.parse(rename(textOf(object)))));
      const after = dataOf(discover(renamed, environments[name]));
      for (const [part, lines] of Object.entries(before)) {
        t.deepEqual(after[part], lines.map(rename).toSorted(), part);
      }
      t.true(after['records']?.some((record) => record.includes('.elsewhere.svc.')));
    }
  });
}

test('Services, slices, names and policies agree with each other', (t) => {
  for (const name of ENVIRONMENTS) {
    const model = discover(overlays[name], environments[name]);
    for (const service of model.services) {
      const id = `${name} ${service.namespace}/${service.name}`;
      const slices = model.slices.filter(
        (slice) => slice.namespace === service.namespace && slice.service === service.name,
      );
      const endpoints = slices.flatMap((slice) => slice.endpoints);
      t.is(service.endpoints.total, endpoints.length, id);
      if (service.selector) {
        const selected = service.workloads.flatMap(({ pods }) => pods.map((pod) => pod.id));
        t.deepEqual(endpoints.map(({ pod }) => pod?.id).toSorted(), selected.toSorted(), id);
        for (const { name: port, targets } of service.ports) {
          const numbers = slices.flatMap(({ ports }) =>
            ports.filter((one) => one.name === port).map((one) => one.port),
          );
          t.deepEqual(new Set(numbers), new Set(targets.map((target) => target.port)), id);
        }
      }
      if (service.addressing === 'external-name') continue;
      const full = `${service.name}.${service.namespace}.svc.cluster.local.`;
      const addresses = model.records
        .filter((record) => record.name === full && record.type === 'A')
        .map(({ value }) => value);
      const expected =
        service.addressing === 'headless'
          ? endpoints.filter(({ ready }) => ready).flatMap((one) => one.addresses)
          : service.clusterIPs;
      t.deepEqual(addresses.toSorted(), expected.toSorted(), id);
    }
    for (const { from, to, connections } of model.reachability.rows()) {
      const source = model.workloads.find((workload) => workload.id === from);
      const target = model.workloads.find((workload) => workload.id === to);
      if (!source || !target || connections === 'All') continue;
      for (const port of connections) {
        const [protocol, number] = port.split(' ');
        if (protocol !== 'TCP' || number?.includes('-') === true) continue;
        t.true(model.reachability.explain(source, target, 'TCP', Number(number)).allowed, from);
      }
    }
  }
});

function freeze(value: unknown, seen = new Set<object>()): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  Object.freeze(value);
  for (const field of Object.values(value)) freeze(field, seen);
}

test('input is never changed', (t) => {
  for (const name of ENVIRONMENTS) {
    const resources = overlays[name].map((resource) => jsonOf(resource));
    const read = resourcesOf(resources);
    freeze(read);
    t.notThrows(() => readAll(read, environments[name]), name);
    t.deepEqual(
      read.map((resource) => jsonOf(resource)),
      resources,
    );
  }
});

const NAMES = ['__proto__', 'constructor', 'toString', '', 'a', 'x/y', 'spec', 'metadata', 'http'];

const garbage: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<JsonValue[]>(null, true, false, 0, -1, 0.5, 1e300, 2n ** 70n, ...NAMES),
    fc.constantFrom<JsonValue[]>('None', '10.0.0.1', '::1', '0.0.0.0/0', '*', 'ClusterIP', '80'),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.constantFrom(...NAMES), tie('value')), { maxLength: 4 })
      .map((fields): JsonValue => Object.fromEntries(fields)),
  ),
})).value;

/** Puts a value in place of the `at`-th field of an object, counted from the outside in. */
function put(target: JsonValue, at: number, value: JsonValue): JsonValue {
  let left = at;
  const visit = (current: JsonValue): JsonValue => {
    if (typeof current !== 'object' || current === null) return current;
    const entries = Object.entries(current).map(([key, field]): [string, JsonValue] => {
      left -= 1;
      return [key, left === -1 ? value : visit(field as JsonValue)];
    });
    return Array.isArray(current)
      ? entries.map(([, item]) => item)
      : (Object.fromEntries(entries) as JsonObject);
  };
  return visit(target);
}

function countFields(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>(
    (sum, field) => sum + 1 + countFields(field as JsonValue),
    0,
  );
}

test('garbage in any place of any object ends in a model', (t) => {
  const { dev } = overlays;
  const objects = dev.map((resource) => jsonOf(resource));
  const place = fc.tuple(fc.nat({ max: objects.length - 1 }), fc.nat(), garbage);
  const run = fc.check(
    fc.property(fc.array(place, { minLength: 1, maxLength: 12 }), (places) => {
      const changed = new Map<number, JsonValue>();
      for (const [index, at, value] of places) {
        const object = changed.get(index) ?? objects[index] ?? null;
        changed.set(index, put(object, at % Math.max(countFields(object), 1), value));
      }
      const kept = dev.filter((_, index) => !changed.has(index));
      readAll([...kept, ...resourcesOf([...changed.values()])], environments.dev);
    }),
    { numRuns: 60 },
  );
  t.log(`seed ${run.seed}`);
  t.false(run.failed, fc.defaultReportMessage(run));
});
