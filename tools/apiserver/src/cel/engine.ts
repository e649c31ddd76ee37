import { check } from './check/check.ts';
import type { Environment } from './check/environment.ts';
import type { Type } from './check/types.ts';
import { validate } from './check/validate.ts';
import type { Run } from './run/node.ts';
import { compile } from './run/compile.ts';
import { CostMeter, perCallLimit } from './run/cost.ts';
import { CostLimitError, EvaluationError } from './run/error.ts';
import type { Value } from './run/value.ts';
import { children, type Expr } from './syntax/ast.ts';
import { formatIssues, SyntaxIssue } from './syntax/issue.ts';
import { parse } from './syntax/parse.ts';

/** An expression that compiled, with the type of its result. */
export interface Program {
  readonly type: Type;
  /** The names in it, variables of loops among them. */
  readonly names: ReadonlySet<string>;
  /** Runs it. Stops with an error when it costs more than the API server's limit per call. */
  readonly evaluate: (variables: ReadonlyMap<string, Value>) => Outcome;
}

/** Why there is no program. `check`: the text or its types are wrong; `program`: a constant in it fails. */
export interface Problem {
  readonly stage: 'check' | 'program';
  readonly issues: string;
}

export type Outcome = { readonly cost: number } & (
  | { readonly value: Value }
  | { readonly error: string }
);

/** What the rest of the package knows of CEL. */
export interface CelEngine {
  /** Compiles an expression, or gives the API server's text about what is wrong. */
  readonly compile: (source: string, environment: Environment) => Program | Problem;
}

/** CEL as Kubernetes has it. */
export const celEngine: CelEngine = {
  compile(source, environment) {
    try {
      const { checked, issues } = check(parse(source, environment.version), environment);
      const found = issues.length > 0 ? issues : validate(checked);
      if (found.length > 0) return { stage: 'check', issues: formatIssues(source, found) };
      const { run, slots } = compile(checked);
      return {
        type: checked.type,
        names: namesIn(checked.expr),
        evaluate: (variables) => evaluate(run, slots, variables),
      };
    } catch (error) {
      if (error instanceof SyntaxIssue)
        return { stage: 'check', issues: formatIssues(source, [error]) };
      if (error instanceof EvaluationError) return { stage: 'program', issues: error.message };
      if (error instanceof RangeError)
        return { stage: 'check', issues: 'the expression is too long' };
      throw error;
    }
  },
};

function evaluate(run: Run, slots: number, variables: ReadonlyMap<string, Value>): Outcome {
  const meter = new CostMeter(perCallLimit);
  try {
    const value = run({ variables, meter, slots: Array.from<Value>({ length: slots }).fill(null) });
    return { value, cost: meter.cost };
  } catch (error) {
    if (error instanceof EvaluationError || error instanceof CostLimitError) {
      return { error: error.message, cost: meter.cost };
    }
    if (error instanceof RangeError)
      return { error: 'operation cancelled: the result is too large', cost: meter.cost };
    throw error;
  }
}

function namesIn(expr: Expr): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: Expr): void => {
    if (node.kind === 'ident') names.add(node.name);
    for (const inner of children(node)) visit(inner);
  };
  visit(expr);
  return names;
}
