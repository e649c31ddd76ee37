import { readFormat, clauseProblem } from '../library/format-text.ts';
import { compileRegex } from '../library/regex.ts';
import { parseDuration, parseTimestamp } from '../library/time.ts';
import { EvaluationError } from '../run/error.ts';
import type { Value } from '../run/value.ts';
import type { CallExpr, Expr, ListExpr, MapExpr } from '../syntax/ast.ts';
import { children } from '../syntax/ast.ts';
import type { Issue } from '../syntax/issue.ts';
import type { Checked } from './check.ts';
import type { Type } from './types.ts';
import { dyn, formatType, isDyn, sameType, unwrapOptional } from './types.ts';

/**
 * What the API server refuses in an expression whose types are right: bad literals of durations, times, regular
 * expressions and formats, and lists and maps of mixed types. Source: cel-go cel/validator.go, ext/formatting.go.
 */
export function validate(checked: Checked): readonly Issue[] {
  const issues: Issue[] = [];
  visit(checked.expr, false, (expr, inFormat) => {
    if (expr.kind === 'call') issues.push(...validateCall(checked, expr));
    else if (expr.kind === 'list' && !inFormat) issues.push(...mixedElements(checked, expr));
    else if (expr.kind === 'map' && !inFormat) issues.push(...mixedEntries(checked, expr));
  });
  return issues;
}

function visit(expr: Expr, inFormat: boolean, see: (expr: Expr, inFormat: boolean) => void): void {
  see(expr, inFormat);
  const within = inFormat || (expr.kind === 'call' && expr.fn === 'format');
  for (const child of children(expr)) visit(child, within, see);
}

const literals: Readonly<Record<string, (text: string) => boolean>> = {
  duration: (text) => parseDuration(text) !== undefined,
  timestamp: (text) => parseTimestamp(text) !== undefined,
  matches: (text) => typeof compileRegex(text) !== 'string',
};

function validateCall(checked: Checked, expr: CallExpr): readonly Issue[] {
  const isValid = literals[expr.fn];
  const [arg] = expr.args;
  if (isValid && arg?.kind === 'literal' && !isValidLiteral(expr.fn, arg.value, isValid)) {
    return [{ pos: arg.pos, message: `invalid ${expr.fn} argument` }];
  }
  return expr.fn === 'format' ? formatIssues(checked, expr) : [];
}

/** A whole number is a time, but no duration that upstream's check takes. */
function isValidLiteral(fn: string, value: Value, isValid: (text: string) => boolean): boolean {
  if (typeof value === 'bigint') return fn !== 'duration';
  return typeof value !== 'string' || isValid(value);
}

function formatIssues(checked: Checked, { target, args, pos }: CallExpr): readonly Issue[] {
  const [list] = args;
  if (target?.kind !== 'literal' || typeof target.value !== 'string' || list?.kind !== 'list')
    return [];
  try {
    const clauses = readFormat(target.value, list.elements.length).filter(
      (piece) => typeof piece !== 'string',
    );
    for (const [index, { clause }] of clauses.entries()) {
      const element = list.elements[index];
      const problem = element && elementProblem(checked, element, clause);
      if (problem) return [problem];
    }
    if (list.elements.length <= clauses.length) return [];
    const message = `too many arguments supplied to string.format (expected ${clauses.length}, got ${list.elements.length})`;
    return [{ pos, message }];
  } catch (error) {
    if (error instanceof EvaluationError) return [{ pos, message: error.message }];
    throw error;
  }
}

function elementProblem(checked: Checked, element: Expr, clause: string): Issue | undefined {
  const type = typeAt(checked, element);
  const problem = isDyn(type) ? undefined : clauseProblem(clause, type.name);
  if (problem !== undefined)
    return { pos: element.pos, message: `error during formatting: ${problem}` };
  if (clause !== 's' || (element.kind !== 'list' && element.kind !== 'map')) return undefined;
  for (const child of children(element)) {
    const inner = elementProblem(checked, child, clause);
    if (inner) return inner;
  }
  return undefined;
}

function typeAt(checked: Checked, expr: Expr): Type {
  return checked.types.get(expr) ?? dyn;
}

function mixedElements(checked: Checked, expr: ListExpr): readonly Issue[] {
  const types = expr.elements.map((element, index) => {
    const type = typeAt(checked, element);
    return expr.optional.has(index) ? (unwrapOptional(type) ?? type) : type;
  });
  return firstMixed(expr.elements, types).slice(0, 1);
}

function mixedEntries(checked: Checked, expr: MapExpr): readonly Issue[] {
  const keys = expr.entries.map((entry) => entry.key);
  const values = expr.entries.map((entry) => entry.value);
  const valueTypes = expr.entries.map((entry) => {
    const type = typeAt(checked, entry.value);
    return entry.optional ? (unwrapOptional(type) ?? type) : type;
  });
  return [
    ...firstMixed(
      keys,
      keys.map((key) => typeAt(checked, key)),
    ),
    ...firstMixed(values, valueTypes),
  ];
}

function firstMixed(exprs: readonly Expr[], types: readonly Type[]): readonly Issue[] {
  const [expected] = types;
  if (expected === undefined) return [];
  return exprs.flatMap((expr, index) => {
    const type = types[index] ?? expected;
    if (sameType(expected, type)) return [];
    return [
      {
        pos: expr.pos,
        message: `expected type '${formatType(expected)}' but found '${formatType(type)}'`,
      },
    ];
  });
}
