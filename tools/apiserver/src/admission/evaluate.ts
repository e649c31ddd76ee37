import type { JsonObject } from 'kustomize-ts';
import { perBindingLimit } from '../cel/run/cost.ts';
import type { Surroundings } from './activation.ts';
import { activation } from './activation.ts';
import { matchConditions } from './match-conditions.ts';
import type { Policy, Validation } from './policy.ts';
import { Budget, runAll, runner, type Outcome, type Runner } from './runner.ts';

/** What a policy says of a request with one parameter. */
export interface Evaluation {
  /** The validations that do not hold; `index` is that of the validation. */
  readonly denials: readonly Denial[];
  readonly annotations: readonly Annotation[];
}

/** A validation that does not hold. */
export interface Denial {
  readonly index: number;
  readonly message: string;
  readonly reason: string;
}

/** An audit annotation to publish, or the error that denies the request. */
export type Annotation = { readonly key: string } & (
  | { readonly value: string }
  | { readonly error: string }
);

const maxMessageBytes = 5 * 1024;
const NEXT_LINE = '\u0085';
/**
 * Evaluates a policy: match conditions, validations with their messages, audit annotations.
 * Source: Validate in k8s.io/apiserver pkg/admission/plugin/policy/validating/validator.go.
 */
export function evaluatePolicy(
  policy: Policy,
  surroundings: Surroundings,
  params: JsonObject | undefined,
): Evaluation {
  const conditions = matchConditions(policy, surroundings, params);
  if (conditions !== true) return conditions === false ? nothing : failed(policy, conditions.error);
  const budget = new Budget(perBindingLimit);
  const run = runner(policy, activation(surroundings, params, false), budget);
  const results = runAll(
    policy.validations.map((validation) => validation.expression),
    run,
  );
  if ('error' in results) return failed(policy, results.error);
  const messages = runAll(
    policy.validations.map((validation) => validation.messageExpression),
    messageRunner(policy, surroundings, params, budget),
  );
  const denials = policy.validations.flatMap((validation, index): readonly Denial[] => {
    const result = results.outcomes[index];
    if (result === undefined) return [];
    if ('error' in result)
      return policy.ignoresErrors ? [] : [{ index, message: result.error, reason: 'Invalid' }];
    if ('error' in messages) {
      const message = `failed messageExpression: ${messages.error}`;
      return policy.ignoresErrors ? [] : [{ index, message, reason: 'Invalid' }];
    }
    if (result.value === true) return [];
    return [
      {
        index,
        message: denialMessage(validation, messages.outcomes[index]),
        reason: validation.reason,
      },
    ];
  });
  const annotations = auditAnnotations(policy, surroundings, params);
  return 'error' in annotations
    ? failed(policy, annotations.error)
    : { denials, annotations: annotations.found };
}

const nothing: Evaluation = { denials: [], annotations: [] };

function failed(policy: Policy, message: string): Evaluation {
  return policy.ignoresErrors
    ? nothing
    : { denials: [{ index: 0, message, reason: 'Invalid' }], annotations: [] };
}

/** Messages are evaluated with variables of their own, and without the authorizer. */
function messageRunner(
  policy: Policy,
  surroundings: Surroundings,
  params: JsonObject | undefined,
  budget: Budget,
): Runner {
  let run: Runner | undefined;
  return (compiled) => {
    run ??= runner(policy, activation(surroundings, params, false), budget);
    return run(compiled);
  };
}

function denialMessage(validation: Validation, outcome: Outcome | undefined): string {
  const evaluated =
    outcome && 'value' in outcome && typeof outcome.value === 'string' ? trim(outcome.value) : '';
  const isUsable =
    new TextEncoder().encode(evaluated).length <= maxMessageBytes && !evaluated.includes('\n');
  if (isUsable && evaluated !== '') return evaluated;
  return trim(validation.message) || `failed expression: ${trim(validation.expression.source)}`;
}

/** Go's strings.TrimSpace, which knows one character more than that of JavaScript. */
function trim(text: string): string {
  let trimmed = text.trim();
  while (trimmed.startsWith(NEXT_LINE)) trimmed = trimmed.slice(1).trimStart();
  while (trimmed.endsWith(NEXT_LINE)) trimmed = trimmed.slice(0, -1).trimEnd();
  return trimmed;
}

function auditAnnotations(
  policy: Policy,
  surroundings: Surroundings,
  params: JsonObject | undefined,
): { readonly found: readonly Annotation[] } | { readonly error: string } {
  if (policy.auditAnnotations.length === 0) return { found: [] };
  const run = runner(policy, activation(surroundings, params, false), new Budget(perBindingLimit));
  const results = runAll(
    policy.auditAnnotations.map((annotation) => annotation.value),
    run,
  );
  if ('error' in results) return results;
  const found = policy.auditAnnotations.flatMap(({ key }, index): readonly Annotation[] => {
    const outcome = results.outcomes[index];
    if (outcome === undefined) return [];
    if ('error' in outcome) return policy.ignoresErrors ? [] : [{ key, error: outcome.error }];
    const value = typeof outcome.value === 'string' ? trim(outcome.value) : '';
    return value === '' ? [] : [{ key, value }];
  });
  return { found };
}
