import { displayDouble } from '../run/display.ts';
import { EvaluationError } from '../run/error.ts';
import type { Bodies, Body } from '../run/functions.ts';
import { typeName } from '../run/type-name.ts';
import { Duration, Timestamp, Uint } from '../run/value.ts';
import type { Value } from '../run/value.ts';
import { asInt, asUint } from './integers.ts';
import {
  durationOf,
  formatDuration,
  formatTimestamp,
  parseDuration,
  parseTimestamp,
  timestampOf,
} from './time.ts';

const same: Body = ([value = null]) => value;

function failed(value: Value, target: string): EvaluationError {
  return new EvaluationError(`type conversion error from '${typeName(value)}' to '${target}'`);
}

/** A converter of texts that gives undefined for what it cannot read. */
function fromText(target: string, read: (text: string) => Value | undefined): Body {
  return ([value = null]) => {
    const result = typeof value === 'string' ? read(value) : undefined;
    if (result === undefined) throw failed(value, target);
    return result;
  };
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'true', 'TRUE', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'false', 'FALSE', 'False'].map((text) => [text, false] as const),
]);

function readInt(text: string): bigint | undefined {
  if (!/^[-+]?\d+$/u.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/u, ''));
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

function readUint(text: string): Uint | undefined {
  if (!/^\d+$/u.test(text)) return undefined;
  const value = BigInt(text);
  return BigInt.asUintN(64, value) === value ? new Uint(value) : undefined;
}

function readDouble(text: string): number | undefined {
  if (/^[-+]?(?:inf|infinity)$/iu.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^[-+]?nan$/iu.test(text)) return Number.NaN;
  if (!/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/u.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function readBytes(value: Value | undefined): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      value instanceof Uint8Array ? value : undefined,
    );
  } catch (cause) {
    throw new EvaluationError('invalid UTF-8 in bytes, cannot convert to string', { cause });
  }
}

function nanosOf(value: Value | undefined): bigint {
  return value instanceof Duration || value instanceof Timestamp ? value.nanos : 0n;
}

function doubleToInt(value: number): bigint {
  if (!Number.isFinite(value) || value <= -(2 ** 63) || value >= 2 ** 63)
    throw new EvaluationError('integer overflow');
  return BigInt(Math.trunc(value));
}

function doubleToUint(value: number): Uint {
  if (!Number.isFinite(value) || value < 0 || value >= 2 ** 64)
    throw new EvaluationError('unsigned integer overflow');
  return new Uint(BigInt(Math.trunc(value)));
}

/** Conversions between types. Source: the ConvertToType methods of cel-go common/types. */
export const conversionBodies: Bodies = {
  bool_to_bool: same,
  bytes_to_bytes: same,
  double_to_double: same,
  duration_to_duration: same,
  int64_to_int64: same,
  string_to_string: same,
  timestamp_to_timestamp: same,
  uint64_to_uint64: same,
  string_to_bool: fromText('bool', (text) => truths.get(text)),
  string_to_bytes: ([value]) => new TextEncoder().encode(String(value)),
  string_to_double: fromText('double', readDouble),
  string_to_duration: fromText('google.protobuf.Duration', parseDuration),
  string_to_int64: fromText('int', readInt),
  string_to_timestamp: fromText('google.protobuf.Timestamp', parseTimestamp),
  string_to_uint64: fromText('uint', readUint),
  int64_to_double: ([value]) => Number(value),
  uint64_to_double: ([value]) => Number(value instanceof Uint ? value.value : 0n),
  int64_to_duration: ([value]) => durationOf(BigInt(String(value))),
  int64_to_timestamp: ([value]) => timestampOf(BigInt(String(value)) * 1_000_000_000n),
  double_to_int64: ([value]) => doubleToInt(Number(value)),
  duration_to_int64: ([value]) => nanosOf(value),
  timestamp_to_int64: ([value]) => {
    const nanos = nanosOf(value);
    return nanos >= 0n ? nanos / 1_000_000_000n : (nanos - 999_999_999n) / 1_000_000_000n;
  },
  uint64_to_int64: ([value]) => asInt(value instanceof Uint ? value.value : 0n),
  double_to_uint64: ([value]) => doubleToUint(Number(value)),
  int64_to_uint64: ([value]) => new Uint(asUint(BigInt(String(value)))),
  bool_to_string: ([value]) => String(value),
  bytes_to_string: ([value]) => readBytes(value),
  double_to_string: ([value]) => displayDouble(Number(value)),
  duration_to_string: ([value]) =>
    formatDuration(value instanceof Duration ? value : new Duration(0n)),
  int64_to_string: ([value]) => String(value),
  timestamp_to_string: ([value]) =>
    formatTimestamp(value instanceof Timestamp ? value : new Timestamp(0n)),
  uint64_to_string: ([value]) => String(value instanceof Uint ? value.value : 0n),
};
