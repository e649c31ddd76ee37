import { CostMeter } from './cost.ts';
import type { Path } from './path.ts';
import type { Value } from './value.ts';

/** What an expression sees while it runs. */
export interface Frame {
  readonly variables: ReadonlyMap<string, Value>;
  readonly meter: CostMeter;
  /** The loop variables, by the slot that compilation gave them. */
  readonly slots: Value[];
}

/** A compiled expression. Throws EvaluationError or CostLimitError. */
export type Run = (frame: Frame) => Value;

/** A compiled node: a constant, a path (a root value with selections), or anything else. */
export interface Node {
  readonly run: Run;
  readonly constant?: Value;
  readonly path?: Path;
}

/** A node whose value is known before it runs. */
export function constantNode(value: Value): Node {
  return { run: () => value, constant: value };
}

/** What constants are computed with: nothing to see, nothing to pay. */
export function constantFrame(): Frame {
  return { variables: new Map(), slots: [], meter: new CostMeter(Number.POSITIVE_INFINITY) };
}
