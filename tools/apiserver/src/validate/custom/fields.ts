import type { JsonObject } from 'kustomize-ts';
import { required, tooMany } from '../../field/error.ts';
import type { CustomSchema } from '../../schema/custom-schema.ts';
import { add, addInvalid, merge, newOutcome, pathOf, type Outcome } from './outcome.ts';
import type { Below } from './schema.ts';

/**
 * The fields of an object: how many there are, which may and which must be there, and each by its own schema.
 * Source: kube-openapi/pkg/validation/validate/object_validator.go.
 */
export function checkFields(
  value: JsonObject,
  schema: CustomSchema,
  path: string,
  below: Below,
): Outcome {
  const outcome = newOutcome();
  const keys = Object.keys(value);
  const { minProperties = 0, maxProperties = Infinity, properties } = schema;
  const more = schema.additionalProperties;
  const count = keys.length;
  if (count < minProperties) {
    addInvalid(outcome, path, count, `should have at least ${minProperties} properties`);
  }
  if (count > maxProperties) {
    const text = `${path} in body should have at most ${maxProperties} properties`;
    add(outcome, text, tooMany(pathOf(path), count, maxProperties));
  }
  for (const key of keys) {
    if (properties.has(key) || more === undefined || more === true) continue;
    if (more === false) addForbidden(outcome, path, key);
    else merge(outcome, below.field(key, value[key] ?? null, more, `${path}.${key}`));
  }
  for (const [name, property] of properties) {
    const field = value[name];
    if (field === undefined) continue;
    merge(outcome, below.field(name, field, property, path === '' ? name : `${path}.${name}`));
  }
  for (const name of schema.required) {
    if (value[name] !== undefined) continue;
    const place = `${path}.${name}`;
    add(outcome, `${place} in body is required`, required(pathOf(place)));
  }
  return outcome;
}

function addForbidden(outcome: Outcome, path: string, key: string): void {
  const error = newOutcome();
  addInvalid(error, `${path}.${key}`, key, 'is a forbidden property');
  for (const [text, { message, type }] of error.errors) {
    add(outcome, text, { field: pathOf(path).toString(), type, message });
  }
}
