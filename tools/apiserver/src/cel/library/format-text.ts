import { Buffer } from 'node:buffer';
import { goQuote } from '../../field/go-format.ts';
import { compareText } from '../run/equal.ts';
import { displayDouble } from '../run/display.ts';
import { EvaluationError } from '../run/error.ts';
import { typeName } from '../run/type-name.ts';
import type { MapKey, Value, ValueMap } from '../run/value.ts';
import { Duration, isList, isMap, Timestamp, TypeValue, Uint } from '../run/value.ts';
import { formatDuration, formatTimestamp } from './time.ts';

/** A piece of a format: text, or a clause such as `%.2f`. */
export type Piece = string | { readonly clause: string; readonly precision: number | undefined };

/** Cuts a format into pieces. Throws EvaluationError. `arguments_` is how many arguments there are. */
export function readFormat(format: string, arguments_: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let used = 0;
  for (let at = 0; at < format.length;) {
    if (format[at] !== '%') {
      const next = format.indexOf('%', at);
      const end = next < 0 ? format.length : next;
      pieces.push(format.slice(at, end));
      at = end;
      continue;
    }
    if (format[at + 1] === '%') {
      pieces.push('%');
      at += 2;
      continue;
    }
    if (used >= arguments_) throw new EvaluationError(`index ${used} out of range`);
    if (at + 1 >= format.length) throw new EvaluationError('unexpected end of string');
    const match = /^%(?:\.(\d*))?(.?)/su.exec(format.slice(at));
    const [whole = '%', digits, clause = ''] = match ?? [];
    if (clause === '')
      throw clauseError('error while parsing precision: could not find end of precision specifier');
    if (digits === '') {
      throw clauseError(
        'error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax',
      );
    }
    if (!'sdfebxXo'.includes(clause))
      throw clauseError(`unrecognized formatting clause "${clause}"`);
    pieces.push({ clause, precision: digits === undefined ? undefined : Number(digits) });
    used += 1;
    at += whole.length;
  }
  return pieces;
}

function clauseError(message: string): EvaluationError {
  return new EvaluationError(`could not parse formatting clause: ${message}`);
}

/** `format.format(args)`. Source: cel-go ext/formatting.go. */
export function formatText(format: string, args: readonly Value[]): string {
  let used = 0;
  return readFormat(format, args.length)
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      const value = args[used] ?? null;
      used += 1;
      const problem = clauseProblem(piece.clause, typeName(value), value);
      if (problem !== undefined) throw new EvaluationError(`error during formatting: ${problem}`);
      return formatClause(piece.clause, piece.precision ?? 6, value);
    })
    .join('');
}

const clauseTypes: Readonly<Record<string, readonly string[]>> = {
  s: [
    'list',
    'map',
    'int',
    'uint',
    'double',
    'bool',
    'string',
    'google.protobuf.Timestamp',
    'bytes',
    'google.protobuf.Duration',
    'type',
    'null_type',
  ],
  d: ['int', 'uint'],
  f: ['double'],
  e: ['double'],
  b: ['int', 'uint', 'bool'],
  x: ['int', 'uint', 'string', 'bytes'],
  X: ['int', 'uint', 'string', 'bytes'],
  o: ['int', 'uint'],
};
const clauseRules: Readonly<Record<string, string>> = {
  s: 'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps',
  d: 'decimal clause can only be used on integers',
  f: 'fixed-point clause can only be used on doubles',
  e: 'scientific clause can only be used on doubles',
  b: 'only integers and bools can be formatted as binary',
  x: 'only integers, byte buffers, and strings can be formatted as hex',
  X: 'only integers, byte buffers, and strings can be formatted as hex',
  o: 'octal clause can only be used on integers',
};
const specialDoubles = ['NaN', 'Infinity', '-Infinity'];

/** Why a clause cannot take a value of this type. Before the run (`value` undefined) `%f` lets every text pass. */
export function clauseProblem(clause: string, type: string, value?: Value): string | undefined {
  if (clauseTypes[clause]?.includes(type)) return undefined;
  const isDouble = clause === 'f' || clause === 'e';
  if (
    isDouble &&
    type === 'string' &&
    (value === undefined || specialDoubles.includes(String(value)))
  )
    return undefined;
  return `${clauseRules[clause]}, was given ${type}`;
}

function formatClause(clause: string, precision: number, value: Value): string {
  switch (clause) {
    case 's':
      return formatValue(value);
    case 'd':
      return String(integerOf(value));
    case 'f':
      return fixed(Number(value), Math.min(precision, 100));
    case 'e':
      return scientific(Number(value), Math.min(precision, 100));
    case 'b':
      return typeof value === 'boolean' ? (value ? '1' : '0') : integerOf(value).toString(2);
    case 'o':
      return integerOf(value).toString(8);
    default: {
      const text = hex(value);
      return clause === 'X' ? text.toUpperCase() : text;
    }
  }
}

function integerOf(value: Value): bigint {
  return value instanceof Uint ? value.value : BigInt(String(value));
}

function hex(value: Value): string {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return bytes instanceof Uint8Array
    ? Buffer.from(bytes).toString('hex')
    : integerOf(value).toString(16);
}

/** Go's message printer: groups of three digits, and its own words for what is no number. */
function fixed(value: number, precision: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '\u221e' : '-\u221e';
  const [whole = '', fraction] = plainFixed(value, precision).split('.');
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/gu, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function plainFixed(value: number, precision: number): string {
  if (Math.abs(value) < 1e21) return value.toFixed(precision);
  return `${BigInt(value)}${precision > 0 ? `.${'0'.repeat(precision)}` : ''}`;
}

function scientific(value: number, precision: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '\u221e' : '-\u221e';
  const [mantissa = '', exponent = '0'] = value.toExponential(precision).split('e');
  const digits = String(Math.abs(Number(exponent))).padStart(2, '0');
  const sign = exponent.startsWith('-') ? '\u207b' : '';
  return `${mantissa}\u00d710${sign}${superscript(digits)}`;
}

function superscript(digits: string): string {
  return Array.from(
    digits,
    (digit) => '\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079'[Number(digit)] ?? '',
  ).join('');
}

/** A value by `%s`. */
function formatValue(value: Value): string {
  if (value === null) return 'null';
  if (isList(value)) return `[${value.map(formatMember).join(', ')}]`;
  if (isMap(value)) return formatMap(value);
  if (typeof value === 'number') return displayDouble(value);
  if (typeof value !== 'object') return String(value);
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof Timestamp) return formatTimestamp(value);
  return value instanceof TypeValue ? value.name : typeName(value);
}

/** A value within a list or map: as an expression would write it. */
function formatMember(value: Value): string {
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number')
    return Number.isFinite(value) ? value.toFixed(6) : goQuote(displayDouble(value));
  if (value instanceof Uint8Array) return `b${goQuote(new TextDecoder().decode(value))}`;
  if (value instanceof Duration) return `duration("${formatDuration(value)}")`;
  if (value instanceof Timestamp) return `timestamp("${formatTimestamp(value)}")`;
  if (clauseProblem('s', typeName(value)) !== undefined) {
    throw new EvaluationError(
      `error during formatting: no formatting function for ${typeName(value)}`,
    );
  }
  return formatValue(value);
}

function formatMap(map: ValueMap): string {
  const key = (name: MapKey): string => (typeof name === 'string' ? goQuote(name) : String(name));
  const pairs = [...map].map(([name, value]) => [key(name), formatMember(value)] as const);
  const sorted = pairs.toSorted(([left], [right]) => compareText(left, right));
  return `{${sorted.map(([name, value]) => `${name}:${value}`).join(', ')}}`;
}
