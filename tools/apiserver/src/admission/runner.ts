import { EvaluationError } from '../cel/run/error.ts';
import type { Value } from '../cel/run/value.ts';
import { LazyMap } from '../cel/run/value.ts';
import type { Compiled } from './compile-expression.ts';
import type { Policy } from './policy.ts';

const outOfBudget =
  'validation failed due to running out of cost budget, no further validation rules will be run';

/** What may still be spent on a binding. */
export class Budget {
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

/** What an expression gave. */
export type Outcome = { readonly value: Value } | { readonly error: string };
/** Runs an expression; undefined when the budget is spent. */
export type Runner = (compiled: Compiled) => Outcome | undefined;

/** Runs expressions that share variables, computed when first asked for, and a budget. */
export function runner(policy: Policy, scope: Map<string, Value>, budget: Budget): Runner {
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

/** Runs expressions one after the other; an error when they cost too much together. Absent ones give nothing. */
export function runAll(expressions: readonly (Compiled | undefined)[], run: Runner): Outcomes {
  const outcomes: (Outcome | undefined)[] = [];
  for (const expression of expressions) {
    const outcome = expression && run(expression);
    if (expression && !outcome) return { error: outOfBudget };
    outcomes.push(outcome);
  }
  return { outcomes };
}
