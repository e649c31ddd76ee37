import assert from 'node:assert/strict';
import { object, text, textMap, texts } from '@fingerpost/apiserver';
import test from 'ava';
import fc from 'fast-check';
import type { JsonObject } from 'kustomize-ts';
import { formatEndpoints, formatSlices } from '../src/index.ts';
import type { Pod, PredictedEndpoints } from '../src/index.ts';
import { answerOf, modelOf, readCase, readEndpointCases } from './cluster/endpoint-cases.ts';
import type { ReadCase } from './cluster/endpoint-cases.ts';
import { comparable, difference } from './endpoints/comparable.ts';
import type { Records } from './endpoints/comparable.ts';
import { endpointWorlds } from './endpoints/endpoint-worlds.ts';

const cases = readEndpointCases('endpoints.json');

for (const [group, ofGroup] of Map.groupBy(cases, ({ name }) => name.slice(0, name.indexOf('/')))) {
  test(`${group}: the EndpointSlices and Endpoints of a real cluster`, (t) => {
    let agreed = 0;
    for (const recorded of ofGroup) {
      const { slices, endpoints, endpointsCount } = recorded;
      const expected = { slices, endpoints, endpointsCount };
      if (t.deepEqual(answerOf(recorded), expected, recorded.name)) agreed++;
    }
    t.log(`${agreed} of ${ofGroup.length} agree`);
  });
}

test('clusters that are made up: the EndpointSlices and Endpoints of a real cluster', (t) => {
  const recorded = readEndpointCases('random-endpoints.json');
  for (const one of recorded) {
    const model = modelOf(readCase(one));
    const real = { slices: one.slices, endpoints: one.endpoints } as Records;
    t.is(
      difference(comparable(formatted(model), false), comparable(real, false)),
      undefined,
      one.name,
    );
  }
  t.log(`${recorded.length} compared`);
});

const RUNS = 60;

test('objects may stand in any order, and are not changed', (t) => {
  const worlds = endpointWorlds.chain((world) =>
    fc.tuple(
      fc.constant(world),
      fc.shuffledSubarray([...world.objects], { minLength: world.objects.length }),
    ),
  );
  fc.assert(
    fc.property(worlds, ([world, shuffled]) => {
      const read = readCase(world);
      const before = JSON.stringify(read.store.objects.map(({ object: stored }) => stored));
      const model = modelOf(read);
      assert.equal(JSON.stringify(read.store.objects.map(({ object: stored }) => stored)), before);
      assert.deepEqual(
        formatted(modelOf(readCase({ ...world, objects: shuffled }))),
        formatted(model),
      );
    }),
    { numRuns: RUNS },
  );
  t.pass();
});

test('another Service changes nothing for those that are there', (t) => {
  const added: JsonObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'added', namespace: 'shop' },
    spec: {
      selector: { app: 'web' },
      ports: [{ port: 80 }],
      trafficDistribution: 'PreferSameZone',
    },
  };
  fc.assert(
    fc.property(endpointWorlds, (world) => {
      const more = modelOf(readCase({ ...world, objects: [...world.objects, added] }));
      const others = {
        slices: more.slices.filter(({ service }) => service !== 'added'),
        endpoints: more.endpoints.filter(({ name }) => name !== 'added'),
      };
      assert.equal(more.slices.length - others.slices.length > 0, true);
      assert.deepEqual(formatted(others), formatted(modelOf(readCase(world))));
    }),
    { numRuns: RUNS },
  );
  t.pass();
});

test('every pod that a Service selects and that can serve is in its slices once for each family', (t) => {
  let checked = 0;
  fc.assert(
    fc.property(endpointWorlds, (world) => {
      const read = readCase(world);
      const model = modelOf(read);
      for (const { object: stored, namespace, name } of read.store.list('', 'Service')) {
        const spec = object(stored, 'spec');
        const selector = textMap(spec, 'selector');
        if (selector.length === 0 || text(spec, 'type') === 'ExternalName') continue;
        const own = model.slices.filter(
          (slice) =>
            slice.namespace === namespace &&
            slice.service === name &&
            slice.managedBy === 'endpointslice-controller.k8s.io',
        );
        for (const family of texts(spec, 'ipFamilies')) {
          const ofFamily = own.filter(({ addressType }) => addressType === family);
          assert.equal(
            ofFamily.every(({ endpoints }) => endpoints.length <= 100),
            true,
          );
          const listed = ofFamily
            .flatMap(({ endpoints }) => endpoints)
            .filter(({ ready, serving }) => ready === true && serving === true)
            .map(({ pod }) => pod?.id);
          const expected = podsOf(read)
            .filter((pod) => pod.namespace === namespace)
            .filter((pod) => selector.every(([key, value]) => pod.labels.get(key) === value))
            .filter((pod) => isServing(pod, family, read))
            .map(({ id }) => id);
          checked += expected.length;
          const missing = expected.filter(
            (id) => listed.filter((other) => other === id).length !== 1,
          );
          assert.deepEqual(missing, []);
        }
      }
    }),
    { numRuns: RUNS },
  );
  t.true(checked > 0);
});

function formatted({
  slices,
  endpoints,
}: Pick<PredictedEndpoints, 'slices' | 'endpoints'>): Records {
  return { slices: formatSlices(slices), endpoints: formatEndpoints(endpoints) };
}

function podsOf({ workloads }: ReadCase): readonly Pod[] {
  return workloads.flatMap(({ pods }) => pods);
}

/** Whether nothing speaks against a pod: it runs on a node that exists, is ready, stays, and has an address. */
function isServing(pod: Pod, family: string, { environment }: ReadCase): boolean {
  return (
    pod.phase === 'Running' &&
    pod.ready &&
    !pod.terminating &&
    environment.nodes.some(({ name }) => name === pod.node) &&
    pod.addresses.some((address) => address.family === family)
  );
}
