import type { EvaluationError } from './error.ts';
import { Opaque, type Value } from './value.ts';

/** An error in the place of a value, until something looks at it. */
export class Pending extends Opaque {
  readonly type = { kind: 'error', name: 'error', params: [] } as const;
  readonly error: EvaluationError;
  constructor(error: EvaluationError) {
    super();
    this.error = error;
  }
  equals(): boolean {
    return false;
  }
}

/** Throws an error that was kept. */
export function throwPending(value: Value): Value {
  if (value instanceof Pending) throw value.error;
  return value;
}
