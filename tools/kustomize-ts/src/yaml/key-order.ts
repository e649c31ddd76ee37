import { ZERO, isDigit } from './characters.ts';

/**
 * The order in which go-yaml v2 prints the keys of a map: letters after everything else, runs of digits by their value.
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  if (i === length) return a.length - b.length;
  const x = a.charCodeAt(i);
  const y = b.charCodeAt(i);
  if (x >= 0x80 || y >= 0x80) return compareAt(Array.from(a), Array.from(b));

  const xIsLetter = isAsciiLetter(x);
  const yIsLetter = isAsciiLetter(y);
  if (xIsLetter !== yIsLetter) return xIsLetter ? 1 : -1;
  if (xIsLetter || (!isDigit(x) && !isDigit(y))) return x - y;
  return compareAt(Array.from(a), Array.from(b));
}

function isAsciiLetter(c: number): boolean {
  const lower = c | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** The general case, by code points. */
function compareAt(a: readonly string[], b: readonly string[]): number {
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a[i] === b[i]) i++;
  if (i === length) return a.length - b.length;
  const x = a[i]!;
  const y = b[i]!;
  const xIsLetter = LETTER.test(x);
  const yIsLetter = LETTER.test(y);
  if (xIsLetter !== yIsLetter) return xIsLetter ? 1 : -1;
  if (!xIsLetter) {
    // Zeros within a number count as digits, leading ones do not.
    const prefix = (x === '0' || y === '0') && endsInNumber(a, i) ? 1n : 0n;
    const left = readDigits(a, i, prefix);
    const right = readDigits(b, i, prefix);
    if (left.value !== right.value) return left.value < right.value ? -1 : 1;
    if (left.end !== right.end) return left.end - right.end;
  }
  return x.codePointAt(0)! - y.codePointAt(0)!;
}

/** Whether a digit other than zero stands in the digits before the index. */
function endsInNumber(characters: readonly string[], index: number): boolean {
  for (let i = index - 1; i >= 0 && DIGIT.test(characters[i]!); i--) {
    if (characters[i] !== '0') return true;
  }
  return false;
}

/** Go's arithmetic on 64 bits wraps around. */
function readDigits(characters: readonly string[], index: number, prefix: bigint) {
  let end = index;
  let small = Number(prefix);
  while (end < characters.length && isDecimal(characters[end]!)) {
    small = small * 10 + (characters[end]!.codePointAt(0)! - ZERO);
    end++;
  }
  if (Number.isSafeInteger(small)) return { value: BigInt(small), end };
  let value = prefix;
  for (const character of characters.slice(index, end))
    value = BigInt.asIntN(64, value * 10n + BigInt(character.codePointAt(0)! - ZERO));
  return { value, end };
}

function isDecimal(character: string): boolean {
  return character < '\x80' ? character >= '0' && character <= '9' : DIGIT.test(character);
}

const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;
