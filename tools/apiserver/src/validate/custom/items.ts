import type { JsonValue } from 'kustomize-ts';
import { tooMany } from '../../field/error.ts';
import { goJson } from '../../field/go-format.ts';
import type { CustomSchema } from '../../schema/custom-schema.ts';
import { add, addInvalid, merge, newOutcome, pathOf, type Outcome } from './outcome.ts';
import type { Below } from './schema.ts';

/** The items of a list and how many there are. */
export function checkItems(
  value: readonly JsonValue[],
  schema: CustomSchema,
  path: string,
  below: Below,
): Outcome {
  const outcome = newOutcome();
  const { items, minItems = 0, maxItems = Infinity, uniqueItems } = schema;
  if (items !== undefined) {
    for (const [index, item] of value.entries()) {
      merge(outcome, below.item(index, item, items, `${path}[${index}]`));
    }
  }
  const count = value.length;
  if (count < minItems) addInvalid(outcome, path, count, `should have at least ${minItems} items`);
  if (count > maxItems) {
    const text = `${path} in body should have at most ${maxItems} items`;
    add(outcome, text, tooMany(pathOf(path), count, maxItems));
  }
  if (uniqueItems && new Set(value.map(canonical)).size < count) {
    addInvalid(outcome, path, '', "shouldn't contain duplicates");
  }
  outcome.checks += 1;
  return outcome;
}

/** A text that is the same for equal values. */
export function canonical(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return goJson(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const fields = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`);
  return `{${fields.join(',')}}`;
}
