import { EvaluationError } from '../run/error.ts';

const maxInt = 2n ** 63n - 1n;
const minInt = -(2n ** 63n);
const maxUint = 2n ** 64n - 1n;

/** The value, if it is a 64-bit signed integer. */
export function asInt(value: bigint, message = 'integer overflow'): bigint {
  if (value > maxInt || value < minInt) throw new EvaluationError(message);
  return value;
}

/** The value, if it is a 64-bit unsigned integer. */
export function asUint(value: bigint): bigint {
  if (value > maxUint || value < 0n) throw new EvaluationError('unsigned integer overflow');
  return value;
}
