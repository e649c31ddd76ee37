import type { JsonObject, JsonValue } from 'kustomize-ts';
import { changedValue, randomValue, type Faults } from './random-object.ts';
import { randomRule } from './random-rules.ts';
import { randomSchema } from './random-schema.ts';
import { randomFrom, type Random } from './random.ts';

/** What a definition says of a kind, beside its names. */
export interface RandomKind {
  readonly schema: JsonObject;
  readonly subresources: JsonObject;
}

/** An object of a kind, and for an update the one that it replaces. */
export interface Case {
  readonly object: JsonObject;
  readonly before?: JsonObject;
}

/** A kind with objects of it. */
export interface Group extends RandomKind {
  readonly cases: readonly Case[];
}

const PER_KIND = 6;

/** Random cases, the same for the same seed. */
export function randomGroups(seed: number, count: number): Group[] {
  const random = randomFrom(seed);
  return Array.from({ length: Math.ceil(count / PER_KIND) }, () => {
    const kind = randomKind(random);
    const cases = Array.from({ length: PER_KIND }, () => randomCase(random, kind.schema));
    return { ...kind, cases };
  });
}

function randomKind(random: Random): RandomKind {
  const properties: JsonObject = {};
  for (const name of ['spec', 'data', 'status']) {
    if (name === 'spec' || random.chance(0.3)) properties[name] = randomSchema(random, 3);
  }
  if (random.chance(0.2)) {
    const names = { name: { type: 'string', maxLength: 2 } };
    properties['metadata'] = { type: 'object', properties: names };
  }
  const schema: JsonObject = { type: 'object', properties };
  if (random.chance(0.2)) {
    schema['x-kubernetes-validations'] = [randomRule(random, 'resource', [], true)];
  }
  const scale = { specReplicasPath: '.spec.a', statusReplicasPath: '.status.a' };
  const subresources: JsonObject = random.chance(0.5)
    ? { status: {}, ...(random.chance(0.3) && { scale }) }
    : {};
  return { schema, subresources };
}

/** The definition of a kind. */
export function definitionOf({ schema, subresources }: RandomKind): JsonObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: schema },
          subresources,
        },
      ],
    },
  };
}

function randomCase(random: Random, schema: JsonObject): Case {
  const faults: Faults = { wrong: random.pick([0, 0.02, 0.1]), unknown: random.pick([0, 0, 0.05]) };
  const isUpdate = random.chance(0.5);
  const start = randomValue(random, schema, {
    wrong: random.pick([0, 0.03, 0.1]),
    unknown: isUpdate ? 0 : faults.unknown,
  });
  const object = complete(random, start);
  if (!isUpdate) return { object };
  const changed = complete(random, changedValue(random, start, schema, faults));
  return { before: object, object: changed };
}

function complete(random: Random, value: JsonValue): JsonObject {
  const fields = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  const metadata: JsonObject = { name: 'web' };
  if (random.chance(0.1)) metadata['finalizers'] = [random.pick(['a', 'example.com/a', 'a.b'])];
  return { ...fields, apiVersion: 'example.com/v1', kind: 'Widget', metadata };
}
