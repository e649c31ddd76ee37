import type { JsonValue } from 'kustomize-ts';
import type { Correlated } from '../../schema/correlated.ts';
import type { CustomSchema } from '../../schema/custom-schema.ts';
import { newOutcome, type Outcome } from './outcome.ts';
import { checkSchema } from './schema.ts';

/**
 * Checks a value that replaces another: what is wrong with a part that did not change is let through.
 * Source: apiextensions-apiserver/pkg/apiserver/validation/ratcheting.go (CRDValidationRatcheting, on by default).
 */
export function checkChange(
  value: JsonValue,
  schema: CustomSchema,
  path: string,
  correlated: Correlated,
): Outcome {
  const found = checkSchema(value, schema, path, {
    field: (name, field, own, place) => {
      const isVersion = path === '' && (name === 'apiVersion' || name === 'kind');
      const before = isVersion ? undefined : correlated.field(name);
      return before ? checkChange(field, own, place, before) : checkSchema(field, own, place);
    },
    item: (index, item, own, place) => {
      const before = correlated.item(index);
      return before ? checkChange(item, own, place, before) : checkSchema(item, own, place);
    },
  });
  if (found.errors.size === 0 || !correlated.isSame()) return found;
  return { ...newOutcome(), checks: found.checks };
}
