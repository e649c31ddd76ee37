import type { ResolvedCall } from '../check/check.ts';
import { bodies } from '../library/bodies.ts';
import { compileRegex } from '../library/regex.ts';
import { signatures, type Overload } from '../library/signatures.ts';
import type { CallExpr } from '../syntax/ast.ts';
import { callCost } from './cost.ts';
import { EvaluationError, noSuchOverload } from './error.ts';
import type { Body } from './functions.ts';
import { attempt } from './logic.ts';
import { constantFrame, constantNode, type Frame, type Node, type Run } from './node.ts';
import { hasType, typeName } from './type-name.ts';
import type { Value } from './value.ts';

/** A call that looks for its overload by the types of the arguments it gets. */
export function functionCall(call: ResolvedCall, expr: CallExpr, args: readonly Run[]): Run {
  const isMember = expr.target !== undefined && !call.isQualified;
  const known = (signatures().get(call.fn) ?? []).filter((overload) =>
    call.overloads.includes(overload.id),
  );
  const candidates = known
    .filter((overload) => overload.member === isMember)
    .map((overload) => dispatchEntry(overload));
  const cost = callCost(call.fn, call.overloads);
  return (frame) => {
    const values: Value[] = [];
    let result: Value;
    try {
      for (const arg of args) values.push(arg(frame));
      const candidate = candidates.find(
        (entry) => entry.accepts(values) || singletons.has(call.fn),
      );
      if (!candidate) throw unresolved(call.fn, values);
      result = candidate.body(values);
    } catch (error) {
      if (error instanceof EvaluationError)
        spendOnFailure(args.slice(values.length + 1), values, frame, cost);
      throw error;
    }
    frame.meter.spend(cost(values, result));
    return result;
  };
}

/** A call that fails costs as much as one that does not, with all its arguments. */
function spendOnFailure(
  rest: readonly Run[],
  values: readonly Value[],
  frame: Frame,
  cost: ReturnType<typeof callCost>,
): void {
  for (const arg of rest) attempt(arg, frame);
  frame.meter.spend(cost(values, null));
}

function dispatchEntry(overload: Overload): {
  accepts: (values: readonly Value[]) => boolean;
  body: Body;
} {
  const body = bodies[overload.id];
  if (!body) throw new EvaluationError(`no such overload: ${overload.id}`);
  const types = overload.args;
  const accepts = (values: readonly Value[]): boolean =>
    types.every((type, index) => hasType(values[index] ?? null, type));
  return { accepts, body };
}

/** Types whose values know an operation themselves; they say no more than that they do not know the other operand. */
const numbers = ['int', 'uint', 'double'];
const texts = ['string', 'bytes'];
/** Values of these answer any call, and say no more either. */
const receivers = ['string', 'google.protobuf.Duration', 'google.protobuf.Timestamp'];
const operatorTypes: Readonly<Record<string, readonly string[]>> = {
  '_+_': [...numbers, ...texts, 'list'],
  '_-_': numbers,
  '_*_': numbers,
  '_/_': numbers,
  '_%_': ['int', 'uint'],
  '_<_': [...numbers, ...texts, 'bool'],
  '_<=_': [...numbers, ...texts, 'bool'],
  '_>_': [...numbers, ...texts, 'bool'],
  '_>=_': [...numbers, ...texts, 'bool'],
  '!_': ['bool', 'int', 'double'],
  '-_': ['bool', 'int', 'double'],
  size: [...texts, 'list', 'map'],
};
const quiet = new Set(['@in', 'contains', 'startsWith', 'endsWith', 'matches']);
/** One body for all overloads, which looks at the types itself. */
const singletons = new Set(['sort', '@sortByAssociatedKeys', 'flatten']);

function unresolved(fn: string, [first = null, ...rest]: readonly Value[]): EvaluationError {
  const values = [first, ...rest];
  const types = operatorTypes[fn];
  if (types && receivers.includes(typeName(first))) return noSuchOverload();
  if (types)
    return types.includes(typeName(first))
      ? noSuchOverload()
      : new EvaluationError(`no such overload: ${fn}`);
  if (quiet.has(fn)) return noSuchOverload();
  return new EvaluationError(`no such overload: ${fn}(${values.map(typeName).join(', ')})`);
}

/** Conversions of constants happen once. */
const conversions = new Set([
  'bool',
  'bytes',
  'double',
  'duration',
  'dyn',
  'int',
  'string',
  'timestamp',
  'type',
  'uint',
]);

/** The value of a conversion of a constant, else the call. */
export function folded(call: ResolvedCall, args: readonly Node[], run: Run): Node {
  const [only] = args;
  if (args.length !== 1 || only?.constant === undefined || !conversions.has(call.fn))
    return { run };
  return constantNode(run(constantFrame()));
}

const patternFunctions = new Set(['matches', 'find', 'findAll']);

/** A constant pattern that is wrong fails now, not when it is used. */
export function checkPattern(fn: string, args: readonly Node[]): void {
  const pattern = patternFunctions.has(fn) ? args[1]?.constant : undefined;
  const problem = typeof pattern === 'string' ? compileRegex(pattern) : undefined;
  if (typeof problem === 'string') throw new EvaluationError(problem);
}
