/** What JSON holds; integers of any size are numbers. Keys without a value are left out. */
export type Json =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/**
 * JSON with two spaces of indentation. Integers beyond 2^53 keep all their digits, what JSON has no number for becomes
 * its name as a string, and whatever could act on a terminal is escaped.
 */
export function writeJson(value: Json, indent = ''): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number')
    return Number.isFinite(value) ? String(value) : quote(String(value));
  if (value === null || typeof value !== 'object') return String(value);
  const inner = `${indent}  `;
  if (isArray(value)) {
    if (value.length === 0) return '[]';
    const items = value.map((item) => `${inner}${writeJson(item, inner)}`);
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value).flatMap(([key, item]) =>
    item === undefined ? [] : [`${inner}${quote(key)}: ${writeJson(item, inner)}`],
  );
  return entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n${indent}}`;
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function quote(text: string): string {
  return JSON.stringify(text).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escapeUnits);
}

function escapeUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
