import type { JsonObject, JsonValue } from 'kustomize-ts';
import { randomScalar } from './random-schema.ts';
import type { Random } from './random.ts';

/** How often a value does not fit its schema. */
export interface Faults {
  readonly wrong: number;
  readonly unknown: number;
}

/** A value for a schema, with some faults. */
export function randomValue(random: Random, schema: JsonObject, faults: Faults): JsonValue {
  if (random.chance(faults.wrong)) return random.pick([null, 'a', 7, true, [], {}, [null], 1.5]);
  if (schema['nullable'] === true && random.chance(0.2)) return null;
  if (schema['type'] === 'array') return randomItems(random, schema, faults);
  if (schema['type'] === 'object') return randomFields(random, schema, faults);
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) {
    return random.pick<JsonValue>([{ any: 1 }, 'a', [1, { b: null }]]);
  }
  return randomScalar(random, schema);
}

function randomItems(random: Random, schema: JsonObject, faults: Faults): JsonValue[] {
  const items = (schema['items'] ?? {}) as JsonObject;
  return Array.from({ length: random.below(4) }, () => randomValue(random, items, faults));
}

function randomFields(random: Random, schema: JsonObject, faults: Faults): JsonObject {
  const fields: JsonObject = {};
  const properties = (schema['properties'] ?? {}) as JsonObject;
  const required = (schema['required'] ?? []) as string[];
  for (const [name, property] of Object.entries(properties)) {
    const isLeft = required.includes(name) ? random.chance(faults.wrong) : random.chance(0.3);
    if (!isLeft) fields[name] = randomValue(random, property as JsonObject, faults);
  }
  const more = schema['additionalProperties'];
  for (const key of ['a', 'b', 'c.d'].filter(() => more !== undefined && random.chance(0.5))) {
    const value =
      more === true ? randomScalar(random, {}) : randomValue(random, more as JsonObject, faults);
    fields[key] = value;
  }
  if (schema['x-kubernetes-embedded-resource'] === true) addResource(random, fields, faults);
  const isKept = schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (random.chance(isKept ? 0.4 : faults.unknown)) fields['other'] = { a: [1, null] };
  return fields;
}

function addResource(random: Random, fields: JsonObject, faults: Faults): void {
  const odd = (value: JsonValue, other: JsonValue): JsonValue =>
    random.chance(faults.wrong * 2) ? other : value;
  if (!random.chance(faults.wrong))
    fields['apiVersion'] = odd('v1', random.pick(['', 'a/b/c', 'x']));
  if (!random.chance(faults.wrong)) fields['kind'] = odd('Pod', random.pick(['', 'po.d', 'Job']));
  if (random.chance(0.6)) {
    fields['metadata'] = odd(
      { name: 'a', labels: { app: 'web' } },
      random.pick<JsonObject>([
        { name: 'a/b', namespace: 'X', labels: { 'b!': '-' } },
        {},
        ...(faults.unknown > 0 ? [{ labels: { a: 1 } }, { other: 1 }] : []),
      ]),
    );
  }
}

/** A value like another one: some of its parts are replaced, left out or put elsewhere. */
export function changedValue(
  random: Random,
  value: JsonValue,
  schema: JsonObject,
  faults: Faults,
): JsonValue {
  if (random.chance(0.1)) return randomValue(random, schema, faults);
  if (Array.isArray(value)) {
    const items = (schema['items'] ?? {}) as JsonObject;
    const changed = value
      .filter(() => !random.chance(0.1))
      .map((item) => changedValue(random, item, items, faults));
    if (random.chance(0.2)) changed.push(randomValue(random, items, faults));
    return random.chance(0.3) ? changed.toReversed() : changed;
  }
  if (typeof value !== 'object' || value === null) return value;
  const properties = (schema['properties'] ?? {}) as JsonObject;
  const more = schema['additionalProperties'];
  const own = (key: string): JsonObject =>
    (properties[key] ?? (typeof more === 'object' ? more : {}) ?? {}) as JsonObject;
  const kept = Object.entries(value).filter(() => !random.chance(0.05));
  const changed = kept.map(([key, field]) => {
    const isDescribed = properties[key] !== undefined || typeof more === 'object';
    return [key, isDescribed ? changedValue(random, field, own(key), faults) : field] as const;
  });
  return Object.fromEntries(changed);
}
