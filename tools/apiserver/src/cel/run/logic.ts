import type { ResolvedCall } from '../check/check.ts';
import { equalityCost } from './cost.ts';
import { equals, mapKey } from './equal.ts';
import { EvaluationError, noSuchOverload } from './error.ts';
import type { Frame, Node, Run } from './node.ts';
import { bare } from './path.ts';
import { isList, Optional, type Value } from './value.ts';

/** `condition ? truthy : falsy`. */
export function conditional(condition: Run, truthy: Node, falsy: Node): Run {
  const branch = (node: Node): Run => (node.path ? bare(node.path) : node.run);
  const first = branch(truthy);
  const second = branch(falsy);
  return (frame) => {
    const value = condition(frame);
    if (value === true) return first(frame);
    if (value === false) return second(frame);
    throw noSuchOverload();
  };
}

/** `&&` and `||`: an error on one side does not matter when the other side decides. */
export function logical(left: Run, right: Run, decisive: boolean): Run {
  return (frame) => {
    const first = attempt(left, frame);
    if (first === decisive) return decisive;
    const second = attempt(right, frame);
    if (second === decisive) return decisive;
    if (first === second && typeof first === 'boolean') return first;
    if (first instanceof EvaluationError) throw first;
    if (typeof first !== 'boolean') throw noSuchOverload();
    if (second instanceof EvaluationError) throw second;
    throw noSuchOverload();
  };
}

/** `or` and `orValue` look at their argument only when there is no value. */
export function orElse(left: Run, right: Run, unwraps: boolean): Run {
  return (frame) => {
    const value = left(frame);
    if (!(value instanceof Optional)) throw noSuchOverload();
    if (value.value === undefined) return right(frame);
    return unwraps ? value.value : value;
  };
}

/** `left == right`, or `!=`. */
export function equality(left: Run, right: Run, expected: boolean): Run {
  return (frame) => {
    let first: Value;
    try {
      first = left(frame);
    } catch (error) {
      // The right side is evaluated all the same; only its cost counts.
      if (error instanceof EvaluationError) {
        attempt(right, frame);
        frame.meter.spend(1);
      }
      throw error;
    }
    const second = right(frame);
    frame.meter.spend(equalityCost(first, second));
    try {
      return equals(first, second) === expected;
    } catch (error) {
      // What cannot be compared is not the same.
      if (error instanceof EvaluationError && !expected) return true;
      throw error;
    }
  };
}

/** `x in [constants]` is a look-up that costs nothing. */
export function membership(call: ResolvedCall, value: Node, list: Node): Node | undefined {
  const { constant } = list;
  if (call.overloads.length !== 1 || call.overloads[0] !== 'in_list' || !isList(constant ?? null))
    return undefined;
  const values = constant as readonly Value[];
  const keys = new Set(values.map((item) => mapKey(item)));
  const isSimple = values.length > 0 && !keys.has(undefined);
  return {
    run(frame) {
      const wanted = value.run(frame);
      const key = isSimple ? mapKey(wanted) : undefined;
      return key === undefined ? values.some((item) => equals(wanted, item)) : keys.has(key);
    },
  };
}

/** Whether a loop goes on: an error does not stop it. */
export function notStrictlyFalse(run: Run): Run {
  return (frame) => {
    const value = attempt(run, frame);
    frame.meter.spend(1);
    return value !== false;
  };
}

/** The value, or the error in its place; the cost limit is not held up. */
export function attempt(run: Run, frame: Frame): Value | EvaluationError {
  try {
    return run(frame);
  } catch (error) {
    if (error instanceof EvaluationError) return error;
    throw error;
  }
}
