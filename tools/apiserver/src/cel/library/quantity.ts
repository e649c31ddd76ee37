import { parseQuantity } from '../../decode/quantity.ts';
import type { Type } from '../check/types.ts';
import { EvaluationError, noSuchOverload } from '../run/error.ts';
import type { Bodies } from '../run/functions.ts';
import { Opaque } from '../run/value.ts';
import type { Value } from '../run/value.ts';
import { kubernetesType } from './signatures.ts';

const unit = 1_000_000_000n;

/** An amount such as `500m` or `1Gi`. */
class Amount extends Opaque {
  override readonly type: Type = kubernetesType('Quantity');
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    super();
    this.nanos = nanos;
  }
  equals(other: Opaque): boolean {
    return other instanceof Amount && other.nanos === this.nanos;
  }
}

function toAmount(text: Value | undefined): Amount {
  const quantity = parseQuantity(String(text));
  if (typeof quantity === 'string') throw new EvaluationError(quantity);
  return new Amount(quantity.nanos);
}

function nanosOf(value: Value | undefined): bigint {
  if (value instanceof Amount) return value.nanos;
  if (typeof value === 'bigint') return value * unit;
  throw noSuchOverload();
}

function sign(value: bigint): bigint {
  if (value === 0n) return 0n;
  return value < 0n ? -1n : 1n;
}

function isInteger(nanos: bigint): boolean {
  return nanos % unit === 0n && BigInt.asIntN(64, nanos / unit) === nanos / unit;
}

function integerOf(nanos: bigint): bigint {
  if (!isInteger(nanos)) throw new EvaluationError('cannot convert value to integer');
  return nanos / unit;
}

/** Functions of quantities. Source: k8s.io/apiserver pkg/cel/library/quantity.go. */
export const quantityBodies: Bodies = {
  string_to_quantity: ([text]) => toAmount(text),
  is_quantity_string: ([text]) => typeof parseQuantity(String(text)) !== 'string',
  quantity_add: ([left, right]) => new Amount(nanosOf(left) + nanosOf(right)),
  quantity_add_int: ([left, right]) => new Amount(nanosOf(left) + nanosOf(right)),
  quantity_sub: ([left, right]) => new Amount(nanosOf(left) - nanosOf(right)),
  quantity_sub_int: ([left, right]) => new Amount(nanosOf(left) - nanosOf(right)),
  quantity_compare_to: ([left, right]) => sign(nanosOf(left) - nanosOf(right)),
  quantity_is_greater_than: ([left, right]) => nanosOf(left) > nanosOf(right),
  quantity_is_less_than: ([left, right]) => nanosOf(left) < nanosOf(right),
  quantity_is_integer: ([value]) => isInteger(nanosOf(value)),
  quantity_get_int: ([value]) => integerOf(nanosOf(value)),
  quantity_get_float: ([value]) => Number(nanosOf(value)) / Number(unit),
  quantity_sign: ([value]) => sign(nanosOf(value)),
};
