import type { JsonValue } from 'kustomize-ts';
import { formatQuantity, parseQuantity, type Quantity } from '../../decode/quantity.ts';

// Amounts in a decoded object are canonical texts; these calculate with them.

const NANO = 1_000_000_000n;
const ZERO: Quantity = { nanos: 0n, format: 'DecimalSI', text: '0' };

/** An amount of a manifest as the API server prints it; one that is none counts as zero. */
export function canonicalQuantity(amount: JsonValue): string {
  return read(String(amount)).text;
}

/** Less than 0, 0 or more, as the first amount is less than, equal to or more than the second. */
export function compareQuantities(a: string, b: string): number {
  const difference = read(a).nanos - read(b).nanos;
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

/** The sum of two amounts, in the notation of the first that is not zero. */
export function addQuantities(a: string, b: string): string {
  const [first, second] = [read(a), read(b)];
  const format = first.nanos === 0n ? second.format : first.format;
  return formatQuantity(first.nanos + second.nanos, format);
}

/**
 * Whether an amount is a whole number; what is below a thousandth counts as one. Go counts thousandths in 64 bits, and
 * of too many sees the lowest bits.
 */
export function isWhole(amount: string): boolean {
  const thousandths = ceiling(read(amount).nanos, NANO / 1000n);
  return BigInt.asIntN(64, thousandths) % 1000n === 0n;
}

/** Whether an amount is so many whole pieces of a size that is whole itself. */
export function isMultiple(amount: string, size: string): boolean {
  const piece = read(size).nanos;
  if (piece <= 0n || piece % NANO !== 0n) return false;
  return ceiling(read(amount).nanos, NANO) % (piece / NANO) === 0n;
}

/** The amount without what is below a thousandth, away from zero. */
export function roundUpToThousandths(amount: string): string {
  const quantity = read(amount);
  const milli = NANO / 1000n;
  if (quantity.nanos % milli === 0n) return amount;
  return formatQuantity(ceiling(quantity.nanos, milli) * milli, quantity.format);
}

/** The amount without its fraction, away from zero. */
export function roundUpToWhole(amount: string): string {
  const quantity = read(amount);
  if (quantity.nanos % NANO === 0n) return amount;
  return formatQuantity(ceiling(quantity.nanos, NANO) * NANO, quantity.format);
}

function ceiling(value: bigint, unit: bigint): bigint {
  if (value % unit === 0n) return value / unit;
  return value / unit + (value < 0n ? -1n : 1n);
}

function read(amount: string): Quantity {
  const quantity = parseQuantity(amount);
  return typeof quantity === 'string' ? ZERO : quantity;
}

/** How many times the second amount is in the first. */
export function ratioOf(amount: string, unit: string): number {
  return Number(read(amount).nanos) / Number(read(unit).nanos);
}
