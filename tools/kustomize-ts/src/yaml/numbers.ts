import { HYPHEN, PERIOD, PLUS, UNDERSCORE, ZERO, isDigit } from './characters.ts';
import type { Dialect } from './dialect.ts';

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

/**
 * Reads an integer as go-yaml does: Go's literals (0x, 0o, 0b, octal with a leading zero) with underscores
 * anywhere but in front, from -2^63 to 2^64-1. Returns undefined for anything else.
 */
export function parseInteger(text: string, dialect: Dialect): number | bigint | undefined {
  if (isShortDecimal(text)) return Number(text);
  const first = text.charCodeAt(0);
  if (!isDigit(first) && first !== PLUS && first !== HYPHEN) return undefined;
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const value = parseGoInteger(plain) ?? parseOddlyPrefixed(plain, dialect);
  if (value === undefined) return undefined;
  return BigInt.asIntN(53, value) === value ? Number(value) : value;
}

/** Up to 15 digits without leading zero, perhaps with a minus: what nearly every integer looks like. */
function isShortDecimal(text: string): boolean {
  const { length } = text;
  const start = text.charCodeAt(0) === HYPHEN ? 1 : 0;
  if (length === start || length > 15 + start) return false;
  if (text.charCodeAt(start) === ZERO) return length === 1;
  for (let i = start; i < length; i++) if (!isDigit(text.charCodeAt(i))) return false;
  return true;
}

/** Go's ParseInt, then ParseUint, with base 0. */
function parseGoInteger(plain: string): bigint | undefined {
  const first = plain.charCodeAt(0);
  const signed = first === PLUS || first === HYPHEN;
  const digits = signed ? plain.slice(1) : plain;
  let magnitude: bigint | undefined;
  if (digits.charCodeAt(0) !== ZERO) {
    magnitude = parseDigits(digits, 10);
  } else {
    const prefix = digits[1];
    if (prefix === 'x' || prefix === 'X') magnitude = parseDigits(digits.slice(2), 16);
    else if (prefix === 'o' || prefix === 'O') magnitude = parseDigits(digits.slice(2), 8);
    else if (prefix === 'b' || prefix === 'B') magnitude = parseDigits(digits.slice(2), 2);
    else magnitude = digits === '0' ? 0n : parseDigits(digits.slice(1), 8);
  }
  if (magnitude === undefined) return undefined;
  if (first === HYPHEN) return -magnitude >= MIN_INT64 ? -magnitude : undefined;
  return magnitude <= (signed ? MAX_INT64 : MAX_UINT64) ? magnitude : undefined;
}

/** go-yaml looks behind `0b` and `0o` once more, where it accepts a sign: `0b-1` is -1. */
function parseOddlyPrefixed(plain: string, dialect: Dialect): bigint | undefined {
  const prefix = plain.slice(0, 2);
  if (prefix !== '0b' && (prefix !== '0o' || dialect === '1.1')) return undefined;
  const sign = plain.charCodeAt(2);
  if (sign !== PLUS && sign !== HYPHEN) return undefined;
  const magnitude = parseDigits(plain.slice(3), prefix === '0b' ? 2 : 8);
  if (magnitude === undefined) return undefined;
  const value = sign === HYPHEN ? -magnitude : magnitude;
  return value >= MIN_INT64 && value <= MAX_INT64 ? value : undefined;
}

function parseDigits(digits: string, base: 2 | 8 | 10 | 16): bigint | undefined {
  if (digits === '') return undefined;
  for (let i = 0; i < digits.length; i++) {
    const c = digits.charCodeAt(i) | 0x20;
    const value = isDigit(digits.charCodeAt(i))
      ? digits.charCodeAt(i) - ZERO
      : c >= 0x61
        ? c - 0x57
        : 99;
    if (value >= base) return undefined;
  }
  if (base === 10) return BigInt(digits);
  return BigInt(`${base === 16 ? '0x' : base === 8 ? '0o' : '0b'}${digits}`);
}

/**
 * Reads a floating-point number as go-yaml does, the names of infinity and NaN excepted.
 * A number too large for 64 bits is none.
 */
export function parseFloatText(text: string): number | undefined {
  let plain = text;
  if (text.includes('_')) {
    // Behind a point go-yaml leaves the underscores to Go, which wants digits on both sides.
    if (text.charCodeAt(0) === PERIOD && !underscoresSeparateDigits(text)) return undefined;
    plain = text.replaceAll('_', '');
  }
  if (!isFloatSyntax(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

/** Sign, digits with a point before, within or after them, exponent. */
function isFloatSyntax(text: string): boolean {
  let i = 0;
  const first = text.charCodeAt(0);
  if (first === PLUS || first === HYPHEN) i++;
  const start = i;
  while (isDigit(text.charCodeAt(i))) i++;
  let digits = i - start;
  if (text.charCodeAt(i) === PERIOD) {
    i++;
    const fraction = i;
    while (isDigit(text.charCodeAt(i))) i++;
    digits += i - fraction;
  }
  if (digits === 0) return false;
  if ((text.charCodeAt(i) | 0x20) === 0x65) {
    i++;
    const sign = text.charCodeAt(i);
    if (sign === PLUS || sign === HYPHEN) i++;
    const exponent = i;
    while (isDigit(text.charCodeAt(i))) i++;
    if (i === exponent) return false;
  }
  return i === text.length;
}

function underscoresSeparateDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) !== UNDERSCORE) continue;
    if (!isDigit(text.charCodeAt(i - 1)) || !isDigit(text.charCodeAt(i + 1))) return false;
  }
  return true;
}

/**
 * Go's strconv.FormatFloat(value, 'g', -1, 64): the fewest digits that read back, with an exponent
 * of at least two digits below 1e-4 and from 1e6 on.
 */
export function formatShortest(value: number): string {
  return formatDigits(value.toExponential(), value);
}

/** The same for 32 bits. */
export function formatShortest32(value: number): string {
  const rounded = Math.fround(value);
  if (rounded === 0) return Object.is(rounded, -0) ? '-0' : '0';
  for (let digits = 0; digits < 9; digits++) {
    const text = rounded.toExponential(digits);
    if (Math.fround(Number(text)) === rounded) return formatDigits(text, Number(text));
  }
  return formatDigits(rounded.toExponential(9), rounded);
}

function formatDigits(scientific: string, value: number): string {
  if (Object.is(value, -0)) return '-0';
  const at = scientific.indexOf('e');
  if (at < 0) return value > 0 ? '+Inf' : value < 0 ? '-Inf' : 'NaN';
  const exponent = Number(scientific.slice(at + 1));
  if (exponent >= -4 && exponent < 6) return String(value);
  const magnitude = Math.abs(exponent);
  return `${scientific.slice(0, at)}e${exponent < 0 ? '-' : '+'}${magnitude < 10 ? '0' : ''}${magnitude}`;
}

/** Whether the digits of a JSON number are an integer that go-yaml v2 keeps, from -2^63 to 2^64-1. */
export function isKeptInteger(value: number): boolean {
  if (!Number.isInteger(value)) return false;
  if (Number.isSafeInteger(value)) return true;
  if (Math.abs(value) >= 1e21) return false;
  const exact = BigInt(String(value));
  return exact >= MIN_INT64 && exact <= MAX_UINT64;
}
