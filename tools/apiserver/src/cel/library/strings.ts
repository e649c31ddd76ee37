import { EvaluationError } from '../run/error.ts';
import type { Bodies } from '../run/functions.ts';
import { textSize, wideText } from '../run/text.ts';
import type { Value } from '../run/value.ts';
import { isList, isMap } from '../run/value.ts';
import { formatText } from './format-text.ts';

const limit = 10_000_000;

function text(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}

function index(value: Value | undefined): number {
  return Number(value);
}

function outOfRange(position: number): EvaluationError {
  return new EvaluationError(`index out of range: ${position}`);
}

/** Part of a text by code points. */
function slice(value: string, start: number, end?: number): string {
  const wide = wideText(value);
  return wide ? wide.slice(start, end).join('') : value.slice(start, end);
}

function substring(value: string, start: number, end = textSize(value)): string {
  const size = textSize(value);
  if (start > end)
    throw new EvaluationError(`invalid substring range. start: ${start}, end: ${end}`);
  if (start < 0 || start > size) throw outOfRange(start);
  if (end < 0 || end > size) throw outOfRange(end);
  return slice(value, start, end);
}

function substringFrom(value: string, start: number): string {
  if (start < 0 || start > textSize(value)) throw outOfRange(start);
  return slice(value, start);
}

function charAt(value: string, position: number): string {
  const size = textSize(value);
  if (position < 0 || position > size) throw outOfRange(position);
  return position === size ? '' : slice(value, position, position + 1);
}

function indexOf(value: string, part: string, from: number): bigint {
  if (part === '') return BigInt(from);
  const wide = wideText(value);
  const size = wide?.length ?? value.length;
  if (from < 0) throw outOfRange(from);
  if (from >= size) return -1n;
  if (!wide) return BigInt(value.indexOf(part, from));
  const found = value.indexOf(part, wide.slice(0, from).join('').length);
  return found < 0 ? -1n : BigInt(textSize(value.slice(0, found)));
}

function lastIndexOf(value: string, part: string, from?: number): bigint {
  const size = textSize(value);
  if (from === undefined && part === '') return BigInt(size);
  if (part === '') return BigInt(from ?? size);
  if (from !== undefined && from < 0) throw outOfRange(from);
  if (from !== undefined && from >= size) return -1n;
  const units = from === undefined ? value.length : slice(value, 0, from).length;
  const found = value.lastIndexOf(part, units);
  return found < 0 ? -1n : BigInt(textSize(value.slice(0, found)));
}

function replace(value: string, old: string, by: string, count: number): string {
  if (count === 0 || old === by) return value;
  const parts = old === '' ? ['', ...Array.from(value), ''] : value.split(old);
  const used = count < 0 ? parts.length - 1 : Math.min(count, parts.length - 1);
  if (value.length + used * by.length > limit)
    throw new EvaluationError('operation cancelled: actual cost limit exceeded');
  const rest = parts.slice(used);
  return [...parts.slice(0, used), rest.join(old)].join(by);
}

function split(value: string, by: string, count: number): readonly string[] {
  if (count === 0) return [];
  const parts = by === '' ? Array.from(value) : value.split(by);
  if (count < 0 || parts.length <= count) return parts;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(by)];
}

function join(list: Value, separator: string): string {
  if (!isList(list)) return '';
  const parts = list.map((item) => {
    if (typeof item === 'string') return item;
    throw new EvaluationError(`join: invalid input: ${String(item)}`);
  });
  return parts.join(separator);
}

const quoteEscapes: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

function quote(value: string): string {
  const escaped = Array.from(value.toWellFormed(), (char) => quoteEscapes[char] ?? char);
  return `"${escaped.join('')}"`;
}

function lengthOf(value: Value | undefined): bigint {
  if (typeof value === 'string') return BigInt(textSize(value));
  if (value instanceof Uint8Array) return BigInt(value.length);
  const other = value ?? null;
  if (isList(other)) return BigInt(other.length);
  return isMap(other) ? BigInt(other.size) : 0n;
}

const size = ([value]: readonly Value[]): bigint => lengthOf(value);

/** Functions of texts; positions are code points. Source: cel-go ext/strings.go version 2, common/types/string.go. */
export const stringBodies: Bodies = {
  size_bytes: size,
  bytes_size: size,
  size_list: size,
  list_size: size,
  size_map: size,
  map_size: size,
  size_string: size,
  string_size: size,
  contains_string: ([value, part]) => text(value).includes(text(part)),
  starts_with_string: ([value, part]) => text(value).startsWith(text(part)),
  ends_with_string: ([value, part]) => text(value).endsWith(text(part)),
  string_char_at_int: ([value, position]) => charAt(text(value), index(position)),
  string_index_of_string: ([value, part]) => indexOf(text(value), text(part), 0),
  string_index_of_string_int: ([value, part, from]) =>
    indexOf(text(value), text(part), index(from)),
  string_last_index_of_string: ([value, part]) => lastIndexOf(text(value), text(part)),
  string_last_index_of_string_int: ([value, part, from]) =>
    lastIndexOf(text(value), text(part), index(from)),
  string_lower_ascii: ([value]) => text(value).replaceAll(/[A-Z]+/gu, (part) => part.toLowerCase()),
  string_upper_ascii: ([value]) => text(value).replaceAll(/[a-z]+/gu, (part) => part.toUpperCase()),
  string_replace_string_string: ([value, old, by]) => replace(text(value), text(old), text(by), -1),
  string_replace_string_string_int: ([value, old, by, count]) =>
    replace(text(value), text(old), text(by), index(count)),
  string_split_string: ([value, by]) => split(text(value), text(by), -1),
  string_split_string_int: ([value, by, count]) => split(text(value), text(by), index(count)),
  string_substring_int: ([value, start]) => substringFrom(text(value), index(start)),
  string_substring_int_int: ([value, start, end]) =>
    substring(text(value), index(start), index(end)),
  string_trim: ([value]) =>
    text(value).replaceAll(/^[\s\u0085]+|[\s\u0085]+$/gu, (part) =>
      part.replaceAll(/[^\ufeff]/gu, ''),
    ),
  list_join: ([list = null]) => join(list, ''),
  list_join_string: ([list = null, separator]) => join(list, text(separator)),
  strings_quote: ([value]) => quote(text(value)),
  string_format: ([format, args = null]) => formatText(text(format), isList(args) ? args : []),
};
