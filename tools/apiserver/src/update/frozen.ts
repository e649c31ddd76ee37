import type { JsonObject } from 'kustomize-ts';
import { forbidden, type FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { flag } from '../field/read.ts';
import { sameValue } from '../field/same-value.ts';

/** ConfigMaps and Secrets that were marked as immutable stay so, with what they hold. */
export function validateFrozen(
  after: JsonObject,
  before: JsonObject,
  keys: readonly string[],
): FieldError[] {
  if (!flag(before, 'immutable')) return [];
  const changed = keys.filter((key) => !sameValue(after[key], before[key]));
  if (!flag(after, 'immutable')) changed.unshift('immutable');
  return changed.map((key) =>
    forbidden(root.child(key), 'field is immutable when `immutable` is set'),
  );
}
