import { quote } from './quote.ts';

/** A number, or the message of what is wrong with the text. */
export type Parsed<Value> = { readonly value: Value } | { readonly error: string };

/** `strconv.Atoi`: a signed decimal number of 64 bits. */
export function parseInteger(text: string): Parsed<number> {
  return signed(text, 'Atoi', 64);
}

/** `strconv.ParseInt` in base 10 with a number of bits. */
export function parseSigned(text: string, bits: number): Parsed<number> {
  return signed(text, 'ParseInt', bits);
}

function signed(text: string, name: string, bits: number): Parsed<number> {
  const [, digits = '', rest] = /^[+-]?([0-9]*)(.*)$/s.exec(text) ?? [];
  // Go reads from the left: what comes first, a number too long or a wrong character, makes the message.
  if (digits !== '' && BigInt(digits) >= 2n ** BigInt(bits)) return rangeError(name, text);
  if (digits === '' || rest !== '') return syntaxError(name, text);
  const value = BigInt(text.replace('+', ''));
  const max = 2n ** BigInt(bits - 1) - 1n;
  return value > max || value < -max - 1n ? rangeError(name, text) : { value: Number(value) };
}

/** `strconv.ParseUint` in base 10, or in base 0, where prefixes (0x, 0o, 0b, 0) and underscores are read too. */
export function parseUnsigned(text: string, bits: number, base: 0 | 10 = 10): Parsed<number> {
  const digits = base === 10 ? decimal(text) : prefixed(text);
  if (digits === undefined) return syntaxError('ParseUint', text);
  const value = BigInt(digits);
  return value >= 2n ** BigInt(bits) ? rangeError('ParseUint', text) : { value: Number(value) };
}

function decimal(text: string): string | undefined {
  return /^[0-9]+$/.test(text) ? text : undefined;
}

function prefixed(text: string): string | undefined {
  if (
    !/^(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO]?(?:_?[0-7])+|0|[1-9](?:_?[0-9])*)$/.test(
      text,
    )
  ) {
    return undefined;
  }
  const plain = text.replaceAll('_', '');
  return /^0[0-7]+$/.test(plain) ? `0o${plain.slice(1)}` : plain;
}

/** `strconv.ParseFloat`, for the texts that configurations hold: no hexadecimal form. */
export function parseFloatingPoint(text: string): Parsed<number> {
  if (/^[+-]?(?:inf|infinity|nan)$/i.test(text)) {
    if (/nan/i.test(text)) return { value: Number.NaN };
    return { value: text.startsWith('-') ? -Infinity : Infinity };
  }
  if (!/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(text)) {
    return syntaxError('ParseFloat', text);
  }
  const value = Number(text);
  return Number.isFinite(value) ? { value } : rangeError('ParseFloat', text);
}

/** `strconv.ParseBool`. */
export function parseBoolean(text: string): Parsed<boolean> {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return { value: true };
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return { value: false };
  return syntaxError('ParseBool', text);
}

function syntaxError(name: string, text: string): { error: string } {
  return { error: `strconv.${name}: parsing ${quote(text)}: invalid syntax` };
}

function rangeError(name: string, text: string): { error: string } {
  return { error: `strconv.${name}: parsing ${quote(text)}: value out of range` };
}
