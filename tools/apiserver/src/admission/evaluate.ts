import type { JsonObject } from 'kustomize-ts';
import { matchConditionsLimit, perBindingLimit } from '../cel/run/cost.ts';
import { EvaluationError } from '../cel/run/error.ts';
import type { Value } from '../cel/run/value.ts';
import { LazyMap } from '../cel/run/value.ts';
import type { Surroundings } from './activation.ts';
import { activation } from './activation.ts';
import type { Compiled } from './compile-expression.ts';
import type { Policy, Validation } from './policy.ts';

/** What a policy says of a request with one parameter. */
export interface Evaluation {
  /** The validations that do not hold; `index` is that of the validation. */
  readonly denials: readonly Denial[];
  readonly annotations: readonly Annotation[];
}

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
const outOfBudget =
  'validation failed due to running out of cost budget, no further validation rules will be run';

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

/** What may still be spent on a binding. */
class Budget {
  #left: number;
  constructor(limit: number) {
    this.#left = limit;
  }
  /** Whether there was enough. */
  spend(cost: number): boolean {
    this.#left -= cost;
    return this.#left >= 0;
  }
}

type Outcome = { readonly value: Value } | { readonly error: string };
/** Runs an expression; undefined when the budget is spent. */
type Runner = (compiled: Compiled) => Outcome | undefined;

/** Runs expressions that share variables, computed when first asked for, and a budget. */
function runner(policy: Policy, scope: Map<string, Value>, budget: Budget): Runner {
  let variablesCost = 0;
  scope.set(
    'variables',
    new LazyMap(
      new Map(
        policy.variables.map(({ name, compiled }) => [
          name,
          () => {
            if ('problem' in compiled) {
              throw new EvaluationError(
                `composited variable "${name}" fails to compile: ${compiled.problem}`,
              );
            }
            const outcome = compiled.program.evaluate(scope);
            variablesCost += outcome.cost;
            if ('value' in outcome) return outcome.value;
            throw new EvaluationError(
              `composited variable "${name}" fails to evaluate: ${outcome.error}`,
            );
          },
        ]),
      ),
    ),
  );
  return (compiled) => {
    if ('problem' in compiled) return { error: `compilation error: ${compiled.problem}` };
    const outcome = compiled.program.evaluate(scope);
    const cost = outcome.cost + variablesCost;
    variablesCost = 0;
    if (!budget.spend(cost)) return undefined;
    if ('value' in outcome) return outcome;
    return { error: `expression '${compiled.source}' resulted in error: ${outcome.error}` };
  };
}

type Outcomes =
  | { readonly outcomes: readonly (Outcome | undefined)[] }
  | { readonly error: string };

function runAll(expressions: readonly (Compiled | undefined)[], run: Runner): Outcomes {
  const outcomes: (Outcome | undefined)[] = [];
  for (const expression of expressions) {
    const outcome = expression && run(expression);
    if (expression && !outcome) return { error: outOfBudget };
    outcomes.push(outcome);
  }
  return { outcomes };
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

/** Source: Match in k8s.io/apiserver pkg/admission/plugin/webhook/matchconditions/matcher.go. */
function matchConditions(
  policy: Policy,
  surroundings: Surroundings,
  params: JsonObject | undefined,
): boolean | { readonly error: string } {
  if (policy.matchConditions.length === 0) return true;
  const run = runner(
    policy,
    activation(surroundings, params, true),
    new Budget(matchConditionsLimit),
  );
  const results = runAll(policy.matchConditions, run);
  if ('error' in results) return policy.ignoresErrors ? false : results;
  const errors = results.outcomes.flatMap((outcome) =>
    outcome && 'error' in outcome ? [outcome.error] : [],
  );
  if (results.outcomes.some((outcome) => outcome && 'value' in outcome && outcome.value === false))
    return false;
  if (errors.length === 0) return true;
  const distinct = [...new Set(errors)];
  return policy.ignoresErrors
    ? false
    : { error: distinct.length === 1 ? (distinct[0] ?? '') : `[${distinct.join(', ')}]` };
}

function denialMessage(validation: Validation, outcome: Outcome | undefined): string {
  const evaluated =
    outcome && 'value' in outcome && typeof outcome.value === 'string' ? trim(outcome.value) : '';
  const isUsable =
    new TextEncoder().encode(evaluated).length <= maxMessageBytes && !evaluated.includes('\n');
  if (isUsable && evaluated !== '') return evaluated;
  return trim(validation.message) || `failed expression: ${trim(validation.expression.source)}`;
}

/** Go's strings.TrimSpace. */
function trim(text: string): string {
  return text.replaceAll(/^[\s\u0085]+|[\s\u0085]+$/gu, '');
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
