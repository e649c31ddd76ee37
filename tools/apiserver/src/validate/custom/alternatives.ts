import { goQuote } from '../../field/go-format.ts';
import type { CustomSchema } from '../../schema/custom-schema.ts';
import { addPlain, merge, newOutcome, type Outcome } from './outcome.ts';

/**
 * `anyOf`, `oneOf`, `allOf` and `not`, by how a value fits one schema. Of alternatives that fail, the errors of the one with most checks are reported too.
 * Source: kube-openapi/pkg/validation/validate/schema_props.go.
 */
export function checkAlternatives(
  schema: CustomSchema,
  path: string,
  check: (schema: CustomSchema) => Outcome,
): Outcome {
  const outcome = newOutcome();
  const name = goQuote(path);
  if (schema.anyOf.length > 0) checkAnyOf(schema.anyOf, check, name, outcome);
  if (schema.oneOf.length > 0) checkOneOf(schema.oneOf.map(check), name, outcome);
  if (schema.allOf.length > 0) checkAllOf(schema.allOf.map(check), name, outcome);
  if (schema.not !== undefined && isValid(check(schema.not))) {
    addPlain(outcome, `${name} must not validate the schema (not)`);
  }
  outcome.checks += 1;
  return outcome;
}

function isValid({ errors }: Outcome): boolean {
  return errors.size === 0;
}

/** The first that fits is the last one looked at. */
function checkAnyOf(
  schemas: readonly CustomSchema[],
  check: (schema: CustomSchema) => Outcome,
  name: string,
  outcome: Outcome,
): void {
  const failures: Outcome[] = [];
  for (const schema of schemas) {
    const found = check(schema);
    if (isValid(found)) {
      merge(outcome, found);
      return;
    }
    failures.push(found);
  }
  addPlain(outcome, `${name} must validate at least one schema (anyOf)`);
  mergeBest(outcome, failures);
}

function checkOneOf(found: readonly Outcome[], name: string, outcome: Outcome): void {
  const fitting = found.filter(isValid);
  if (fitting.length === 1) {
    for (const fits of fitting) merge(outcome, fits);
    return;
  }
  const count =
    fitting.length === 0 ? 'Found none valid' : `Found ${fitting.length} valid alternatives`;
  addPlain(outcome, `${name} must validate one and only one schema (oneOf). ${count}`);
  if (fitting.length === 0) mergeBest(outcome, found);
}

function checkAllOf(found: readonly Outcome[], name: string, outcome: Outcome): void {
  for (const one of found) merge(outcome, one);
  const fitting = found.filter(isValid).length;
  if (fitting === found.length) return;
  const none = fitting === 0 ? '. None validated' : '';
  addPlain(outcome, `${name} must validate all the schemas (allOf)${none}`);
}

/** Adds the first of those with most checks. */
function mergeBest(outcome: Outcome, failures: readonly Outcome[]): void {
  const most = Math.max(...failures.map(({ checks }) => checks));
  const best = failures.find(({ checks }) => checks === most);
  if (best !== undefined) merge(outcome, best);
}
