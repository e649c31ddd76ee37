import type { Parsed } from './number.ts';

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1000n],
  ['µs', 1000n],
  ['μs', 1000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);
const MAX = 2n ** 63n;

/** Nanoseconds in a second, a minute and an hour. */
export const SECOND = 1_000_000_000n;
export const MINUTE = 60n * SECOND;
export const HOUR = 60n * MINUTE;

/** `time.ParseDuration`: nanoseconds. */
export function parseDuration(text: string): Parsed<bigint> {
  const invalid = { error: `time: invalid duration ${quoteTime(text)}` };
  const negative = text.startsWith('-');
  let rest = /^[+-]/.test(text) ? text.slice(1) : text;
  if (rest === '0') return { value: 0n };
  if (rest === '') return invalid;
  let total = 0n;
  while (rest !== '') {
    const match = /^([0-9]*)(?:\.([0-9]*))?/.exec(rest);
    const [number = '', whole = '', fraction = ''] = match ?? [];
    if (whole.length > 30 || fraction.length > 1000) return invalid;
    if (whole === '' && fraction === '') return invalid;
    rest = rest.slice(number.length);
    const unit = /^[^.0-9]*/.exec(rest)?.[0] ?? '';
    if (BigInt(whole === '' ? '0' : whole) > MAX) return invalid;
    if (unit === '') return { error: `time: missing unit in duration ${quoteTime(text)}` };
    rest = rest.slice(unit.length);
    const scale = UNITS.get(unit);
    if (scale === undefined) {
      return { error: `time: unknown unit ${quoteTime(unit)} in duration ${quoteTime(text)}` };
    }
    total += BigInt(whole === '' ? '0' : whole) * scale;
    // Digits past the eighteenth are below one nanosecond of an hour.
    const digits = fraction.slice(0, 18);
    if (digits !== '') total += (BigInt(digits) * scale) / 10n ** BigInt(digits.length);
    if (total > MAX) return invalid;
  }
  if (negative) return { value: -total };
  return total === MAX ? invalid : { value: total };
}

/** A duration as Go writes it (`time.Duration.String`): `1m30s`, `500ms`, `0s`. */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s';
  const sign = nanoseconds < 0n ? '-' : '';
  const value = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (value < 1000n) return `${sign}${value}ns`;
  if (value < 1_000_000n) return `${sign}${fractional(value, 1000n)}µs`;
  if (value < SECOND) return `${sign}${fractional(value, 1_000_000n)}ms`;
  const hours = value / HOUR;
  const minutes = (value % HOUR) / MINUTE;
  const seconds = `${fractional(value % MINUTE, SECOND)}s`;
  if (hours > 0n) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0n ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}

function fractional(value: bigint, unit: bigint): string {
  const digits = String(unit).length - 1;
  const fraction = String(value % unit)
    .padStart(digits, '0')
    .replace(/0+$/, '');
  return fraction === '' ? String(value / unit) : `${value / unit}.${fraction}`;
}

/** Texts in messages about times: bytes outside of ASCII are written as such. */
function quoteTime(text: string): string {
  const escaped = Array.from(text, (character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    if (character >= ' ' && character < '\u0080') return character;
    const bytes = [...new TextEncoder().encode(character)];
    return bytes.map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  });
  return `"${escaped.join('')}"`;
}
