import { display } from './display.ts';
import { mapKey } from './equal.ts';
import { EvaluationError } from './error.ts';
import type { Frame, Node, Run } from './node.ts';
import { throwPending } from './pending.ts';
import { typeName } from './type-name.ts';
import { isList, isMap, LazyMap, Optional, type Value } from './value.ts';

/** A root value with selections (`object.spec.ports[0]`), which cel-go evaluates as one thing. */
export interface Path {
  readonly root: Run;
  /** What the path costs beside its steps; nothing when the root is a condition. */
  readonly base: number;
  readonly steps: readonly Step[];
}

/** A selection: its index, and whether it is optional (`.?x`). */
export interface Step {
  readonly index: Run;
  readonly isOptional: boolean;
}

/** The node of a path. */
export function pathNode(path: Path): Node {
  return { path, run: (frame) => finish(path, frame, path.base) };
}

/** The node of a path with one step more. */
export function extend(operand: Node, step: Step): Node {
  const { path } = operand;
  return pathNode(
    path
      ? { ...path, steps: [...path.steps, step] }
      : { root: operand.run, base: 1, steps: [step] },
  );
}

/** An index that is itself a path costs its steps alone: cel-go resolves it as part of the path. */
export function indexStep(index: Node, isOptional: boolean): Step {
  return { index: index.path ? bare(index.path) : index.run, isOptional };
}

/** `has(operand.field)`. */
export function presence(operand: Node, field: string): Run {
  const { path } = operand;
  return (frame) => {
    const value = path ? finish(path, frame, 0) : operand.run(frame);
    const target = value instanceof Optional ? value.value : value;
    frame.meter.spend(1);
    const found = target === undefined ? undefined : qualify(target, field, true);
    return found !== undefined && throwPending(found) === found;
  };
}

/** A path as the branch of a condition: the condition's attribute takes it over, so its root is free. */
export function bare(path: Path): Run {
  return (frame) => finish(path, frame, 0);
}

function finish(path: Path, frame: Frame, cost: number): Value {
  frame.meter.spend(cost);
  const start = path.root(frame);
  if (path.steps.length === 0) return start;
  let value = start;
  let isOptional = false;
  if (start instanceof Optional) {
    if (start.value === undefined) return start;
    value = start.value;
    isOptional = true;
  }
  for (const step of path.steps) {
    isOptional ||= step.isOptional;
    const index = step.index(frame);
    if (!isOptional) frame.meter.spend(1);
    const found = qualify(value, index, isOptional);
    if (found === undefined) return Optional.none;
    if (isOptional) frame.meter.spend(1);
    value = throwPending(found);
  }
  return isOptional ? new Optional(value) : value;
}

/** `value[index]`, or undefined when it is optional and absent. */
function qualify(value: Value, index: Value, isOptional: boolean): Value | undefined {
  if (isMap(value)) {
    const key = mapKey(index);
    const found = key === undefined ? undefined : value.get(key);
    if (found !== undefined || isOptional) return found;
    throw new EvaluationError(`no such key: ${display(index)}`);
  }
  if (isList(value)) {
    const position = listIndex(index);
    const found = value[position];
    if (found !== undefined || isOptional) return found;
    throw new EvaluationError(`index out of bounds: ${display(index)}`);
  }
  if (value instanceof LazyMap) {
    const found = value.get(String(index));
    if (found !== undefined || isOptional) return found;
    throw new EvaluationError(`no such key: ${display(index)}`);
  }
  if (isOptional) return undefined;
  throw new EvaluationError(`no such key: ${display(index)}`);
}

function listIndex(index: Value): number {
  const key = mapKey(index);
  if (typeof key === 'bigint') return Number(key);
  if (typeof index === 'number')
    throw new EvaluationError(`unsupported index value ${display(index)} in list`);
  throw new EvaluationError(`unsupported index type '${typeName(index)}' in list`);
}
