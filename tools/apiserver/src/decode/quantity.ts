// Source: apimachinery/pkg/api/resource/quantity.go and suffix.go.

/** An amount with the notation it was written in. */
export interface Quantity {
  /** The value in units of 10^-9, rounded away from zero. */
  readonly nanos: bigint;
  readonly format: 'BinarySI' | 'DecimalExponent' | 'DecimalSI';
  /** How the API server prints it. */
  readonly text: string;
}

/** What the API server says of a text that is no quantity. */
const QUANTITY_ERRORS = {
  format:
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  suffix: "unable to parse quantity's suffix",
} as const;

const NANO = 1_000_000_000n;
const DECIMAL_SUFFIXES = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const LARGEST_BINARY = (2n ** 63n - 1n) * NANO;
// Beyond these, numbers are of no use and would only take time and memory.
const LARGEST_EXPONENT = 1000;
const MOST_DIGITS = 1000;

/** Reads a quantity; a text is what is wrong with it. */
export function parseQuantity(text: string): Quantity | string {
  if (text === '' || text.length > MOST_DIGITS) return QUANTITY_ERRORS.format;
  const parts = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/.exec(text);
  if (parts === null) return QUANTITY_ERRORS.format;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = parts;
  const scale = readSuffix(suffix);
  if (scale === undefined) return QUANTITY_ERRORS.suffix;
  const digits = BigInt(`0${whole}${fraction}`);
  const magnitude = toNanos(digits, fraction.length, scale);
  const capped =
    scale.format === 'BinarySI' && magnitude > LARGEST_BINARY ? LARGEST_BINARY : magnitude;
  const nanos = sign === '-' ? -capped : capped;
  const small = scale.format === 'BinarySI' && magnitude > 0n && magnitude < NANO;
  const format = small ? 'DecimalSI' : scale.format;
  const kept = isKept(whole.replace(/^0+/, '') || '0', fraction, scale);
  return { nanos, format, text: kept ? text : formatQuantity(nanos, format) };
}

interface Scale {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: Quantity['format'];
}

function readSuffix(suffix: string): Scale | undefined {
  const decimal = DECIMAL_SUFFIXES.indexOf(suffix);
  if (decimal >= 0) return { base: 10, exponent: 3 * decimal - 9, format: 'DecimalSI' };
  const binary = BINARY_SUFFIXES.indexOf(suffix);
  if (binary > 0) return { base: 2, exponent: 10 * binary, format: 'BinarySI' };
  const exponent = /^[eE]([+-]?[0-9]+)$/.exec(suffix)?.[1];
  if (exponent === undefined || Math.abs(Number(exponent)) > LARGEST_EXPONENT) return undefined;
  return { base: 10, exponent: Number(exponent), format: 'DecimalExponent' };
}

function toNanos(digits: bigint, fractionDigits: number, scale: Scale): bigint {
  const factor = scale.base === 2 ? 2n ** BigInt(scale.exponent) : 1n;
  const power = 9 - fractionDigits + (scale.base === 10 ? scale.exponent : 0);
  const value = digits * factor;
  if (power >= 0) return value * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (value + divisor - 1n) / divisor;
}

// Some texts that are nearly canonical are printed as they were written.
function isKept(whole: string, fraction: string, scale: Scale): boolean {
  const shifted = whole + fraction;
  if (scale.format === 'BinarySI') {
    const precision = 15 - whole.length - Math.trunc((scale.exponent * 3) / 10) - 1;
    return fraction === '' && precision >= 0 && (BigInt(shifted) & 7n) !== 0n;
  }
  const exponent = scale.exponent - fraction.length;
  return (
    shifted.length <= 18 &&
    exponent >= -9 &&
    exponent % 3 === 0 &&
    !shifted.endsWith('000') &&
    !shifted.startsWith('0')
  );
}

/** The canonical text of an amount. */
export function formatQuantity(nanos: bigint, format: Quantity['format']): string {
  if (nanos === 0n) return '0';
  const magnitude = nanos < 0n ? -nanos : nanos;
  if (format === 'BinarySI' && magnitude >= 1024n * NANO && nanos % NANO === 0n) {
    return formatBinary(nanos / NANO);
  }
  return formatDecimal(nanos, format === 'DecimalExponent');
}

function formatBinary(value: bigint): string {
  let rest = value;
  let power = 0;
  while (rest % 1024n === 0n && power < BINARY_SUFFIXES.length - 1) {
    rest /= 1024n;
    power++;
  }
  return `${rest}${BINARY_SUFFIXES[power] ?? ''}`;
}

function formatDecimal(nanos: bigint, withExponent: boolean): string {
  let rest = nanos;
  let exponent = -9;
  while (rest % 1000n === 0n) {
    rest /= 1000n;
    exponent += 3;
  }
  if (withExponent) return exponent === 0 ? `${rest}` : `${rest}e${exponent}`;
  return `${rest}${DECIMAL_SUFFIXES[(exponent + 9) / 3] ?? ''}`;
}
