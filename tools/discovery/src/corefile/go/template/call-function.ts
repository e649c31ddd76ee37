import { parseUnsigned } from '../number.ts';
import { TemplateFailure, TemplateUnknown, isList, isMap, isTrue, printValue } from './value.ts';
import type { TemplateValue } from './value.ts';

/** Calls a function of templates. `and` and `or` are asked for all their arguments, which have no effects. */
export function callFunction(name: string, args: readonly TemplateValue[]): TemplateValue {
  const [first = null, second = null, third = null] = args;
  switch (name) {
    case 'and':
      return args.find((value) => !isTrue(value)) ?? args.at(-1) ?? null;
    case 'or':
      return args.find(isTrue) ?? args.at(-1) ?? null;
    case 'not':
      return !isTrue(first);
    case 'eq':
      return args.slice(1).some((value) => compare(first, value) === 0);
    case 'ne':
      return compare(first, second) !== 0;
    case 'lt':
      return compare(first, second) < 0;
    case 'le':
      return compare(first, second) <= 0;
    case 'gt':
      return compare(first, second) > 0;
    case 'ge':
      return compare(first, second) >= 0;
    case 'len':
      if (typeof first === 'string') return Buffer.byteLength(first);
      if (isList(first)) return first.length;
      if (isMap(first)) return first.size;
      throw new TemplateFailure();
    case 'index':
      return indexOf(first, second, args.length);
    case 'slice':
      return sliceOf(first, second ?? 0, third, args.length);
    case 'print':
      return args
        .map((value, index) => {
          const previous = args[index - 1];
          const spaced = index > 0 && typeof previous !== 'string' && typeof value !== 'string';
          return `${spaced ? ' ' : ''}${printValue(value)}`;
        })
        .join('');
    case 'println':
      return `${args.map(printValue).join(' ')}\n`;
    case 'printf':
      return format(first, args.slice(1));
    case 'parseInt':
      return parseInt_(first, second, third);
    default:
      throw new TemplateUnknown();
  }
}

function compare(first: TemplateValue, second: TemplateValue): number {
  if (typeof first === 'number' && typeof second === 'number') return first - second;
  if (typeof first === 'string' && typeof second === 'string') {
    if (first === second) return 0;
    return first < second ? -1 : 1;
  }
  if (typeof first === 'boolean' && typeof second === 'boolean') return first === second ? 0 : 1;
  throw new TemplateFailure();
}

function indexOf(value: TemplateValue, key: TemplateValue, count: number): TemplateValue {
  if (count === 1) return value;
  if (count > 2) throw new TemplateUnknown();
  if (isMap(value)) {
    if (typeof key !== 'string') throw new TemplateFailure();
    return value.get(key) ?? '';
  }
  if (!isList(value) || typeof key !== 'number') throw new TemplateFailure();
  const item = value[key];
  if (item === undefined) throw new TemplateFailure();
  return item;
}

function sliceOf(
  value: TemplateValue,
  from: TemplateValue,
  to: TemplateValue,
  count: number,
): TemplateValue {
  if (typeof from !== 'number' || count > 3) throw new TemplateFailure();
  if (typeof value !== 'string' && !isList(value)) throw new TemplateFailure();
  const end = count === 3 ? to : value.length;
  if (typeof end !== 'number' || from < 0 || end < from || end > value.length) {
    throw new TemplateFailure();
  }
  return value.slice(from, end);
}

/** `%s`, `%v`, `%d`, `%x`, `%q` and `%%`; other verbs are not known. */
function format(pattern: TemplateValue, args: readonly TemplateValue[]): string {
  if (typeof pattern !== 'string') throw new TemplateFailure();
  let index = 0;
  const text = pattern.replaceAll(
    /%(0?)(\d*)([a-zA-Z%])/g,
    (_, zero: string, width: string, verb: string) => {
      if (verb === '%') return '%';
      const value = args[index];
      index += 1;
      if (value === undefined) throw new TemplateUnknown();
      const fill = zero === '' ? ' ' : '0';
      if (typeof value === 'number' && 'dxv'.includes(verb)) {
        return value.toString(verb === 'x' ? 16 : 10).padStart(Number(width), fill);
      }
      if (typeof value === 'string' && 'sv'.includes(verb)) return value.padStart(Number(width));
      throw new TemplateUnknown();
    },
  );
  if (index < args.length || /%[^a-zA-Z0-9%]/.test(pattern)) throw new TemplateUnknown();
  return text;
}

/** `strconv.ParseUint`, which fails for what is no number. */
function parseInt_(text: TemplateValue, base: TemplateValue, bits: TemplateValue): number {
  if (typeof text !== 'string' || typeof base !== 'number' || typeof bits !== 'number') {
    throw new TemplateFailure();
  }
  if (base === 10 || base === 0) {
    const parsed = parseUnsigned(text, bits === 0 ? 64 : bits, base);
    if ('error' in parsed) throw new TemplateFailure();
    return parsed.value;
  }
  const digits = /^[0-9a-z]+$/i.test(text) ? Number.parseInt(text, base) : Number.NaN;
  const exact = Number.isNaN(digits) ? '' : digits.toString(base);
  if (exact.padStart(text.length, '0') !== text.toLowerCase()) throw new TemplateFailure();
  if (bits > 0 && digits >= 2 ** bits) throw new TemplateFailure();
  return digits;
}
