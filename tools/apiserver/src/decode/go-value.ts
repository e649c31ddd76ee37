import { Buffer } from 'node:buffer';
import type { JsonObject, JsonValue } from 'kustomize-ts';
import { goQuote } from '../field/go-format.ts';
import type { GoField, GoType, Scalar } from '../schema/types.ts';
import { readBase64 } from './base64.ts';
import {
  fromInput,
  inputKind,
  isInputObject,
  isList,
  toNumber,
  type Input,
  type InputObject,
} from './input.ts';
import { KEPT_EMPTY } from './kept-empty.ts';
import type { DecodeProblem } from './problem.ts';
import { parseQuantity } from './quantity.ts';
import { readTime } from './time.ts';

// Source: sigs.k8s.io/json (encoding/json with exact field names and strict errors).

/** What Go makes of a JSON document. */
export interface GoValue {
  /** As Go would print it after storage: nulls and zero values are gone where Go leaves them out. */
  readonly value: JsonValue;
  /** Everything wrong with the document. */
  readonly problems: readonly DecodeProblem[];
  /** The error of the decoder, which is the first of its problems or the one it stopped at. */
  readonly error: string | undefined;
  /** The errors of strict decoding: unknown fields and fields that occur twice. */
  readonly strictErrors: readonly string[];
}

/** The decoder remembers no more strict errors than this. */
const STRICT_LIMIT = 100;

/**
 * Decodes a document into a Go type, strictly. `isNew`: it has not been stored yet, so that empty lists which the rules
 * tell from absent ones are kept.
 */
export function decodeGoValue(input: Input, type: GoType, isNew = false): GoValue {
  const decoder = new Decoder(isNew);
  const value = decoder.decode(input, type, TOP);
  const strict = decoder.problems.filter(
    ({ kind }) => kind === 'unknown-field' || kind === 'duplicate-field',
  );
  return {
    value: value ?? null,
    problems: decoder.problems,
    error: decoder.fatal ?? decoder.saved,
    strictErrors: [...new Set(strict.map(({ message }) => message))].slice(0, STRICT_LIMIT),
  };
}

/** Where the decoder is, as the way there: most documents are fine, and then nobody asks what it is called. */
interface Place {
  readonly parent: Place | undefined;
  /** A field, a key of a map or an index of a list. */
  readonly step: number | string;
  /** Of a field: the struct that it belongs to, and the structs that it is embedded with. */
  readonly struct: GoType | undefined;
  readonly embedded: readonly string[];
}

const TOP: Place = { parent: undefined, step: '', struct: undefined, embedded: [] };

class Decoder {
  readonly problems: DecodeProblem[] = [];
  saved: string | undefined;
  fatal: string | undefined;
  private readonly isNew: boolean;

  constructor(isNew: boolean) {
    this.isNew = isNew;
  }

  /** The canonical value; undefined is Go's nil. */
  decode(input: Input, type: GoType, at: Place): JsonValue | undefined {
    switch (type.kind) {
      case 'pointer':
        return input === null ? undefined : this.decode(input, type.element, at);
      case 'scalar':
        return this.scalar(input, type.scalar, type.go, at);
      case 'special':
        return this.special(input, type.special, at);
      case 'list':
        return this.list(input, type, at);
      case 'map':
        return this.map(input, type, at);
      case 'struct':
        return this.struct(input, type, at);
    }
  }

  private scalar(input: Input, scalar: Scalar, go: string, at: Place): JsonValue | undefined {
    if (input === null) return zeroScalar(scalar);
    switch (scalar) {
      case 'bool':
        if (typeof input === 'boolean') return input;
        break;
      case 'string':
        if (typeof input === 'string') return input;
        break;
      case 'bytes':
        if (typeof input === 'string') return this.bytes(input, at);
        if (isList(input)) return this.byteList(input, at);
        break;
      default:
        return this.number(input, scalar, go, at);
    }
    this.wrongType(inputKind(input), go, at);
    return zeroScalar(scalar);
  }

  private number(input: Input, scalar: Scalar, go: string, at: Place): JsonValue {
    if (typeof input !== 'object' || input === null || !('number' in input)) {
      this.wrongType(inputKind(input), go, at);
      return 0;
    }
    const literal = input.number;
    if (scalar === 'float64') {
      const number = Number(literal);
      if (Number.isFinite(number)) return number;
    } else if (isInteger(literal, scalar)) {
      return toNumber(literal);
    }
    this.wrongType(`number ${literal}`, go, at);
    return 0;
  }

  private bytes(input: string, at: Place): JsonValue | undefined {
    const base64 = readBase64(input);
    if ('text' in base64) return base64.text;
    const message = `illegal base64 data at input byte ${base64.corruptAt}`;
    this.saved ??= message;
    this.problems.push({ field: fieldOf(at), kind: 'invalid-value', message });
    return undefined;
  }

  // A list of bytes is a list to Go's decoder like any other.
  private byteList(input: readonly Input[], at: Place): JsonValue {
    const bytes = input.map((item) => {
      if (item === null) return 0;
      const literal = typeof item === 'object' && 'number' in item ? item.number : undefined;
      const byte = Number(literal);
      if (literal !== undefined && /^[0-9]+$/.test(literal) && byte < 256) return byte;
      this.wrongType(literal === undefined ? inputKind(item) : `number ${literal}`, 'uint8', at);
      return 0;
    });
    return Buffer.from(bytes).toString('base64');
  }

  private special(input: Input, special: string, at: Place): JsonValue | undefined {
    switch (special) {
      case 'any':
        return input === null ? undefined : fromInput(input);
      case 'quantity':
        return this.quantity(input, at);
      case 'intstr':
        return this.intOrString(input, at);
      case 'time':
      case 'microtime':
        return this.time(input, special === 'microtime', at);
      default:
        if (input === null || typeof input === 'string') return input ?? '0s';
        this.stop(this.typeMessage(inputKind(input), 'string', at), 'wrong-type', at);
        return undefined;
    }
  }

  private quantity(input: Input, at: Place): JsonValue {
    if (input === null) return '0';
    const text = quantityText(input);
    const quantity = parseQuantity(text.trim());
    if (typeof quantity !== 'string') return quantity.text;
    this.stop(quantity, typeof input === 'string' ? 'invalid-value' : 'wrong-type', at);
    return '0';
  }

  private intOrString(input: Input, at: Place): JsonValue {
    if (input === null) return 0;
    if (typeof input === 'string') return input;
    const number = typeof input === 'object' && 'number' in input ? input.number : undefined;
    if (number !== undefined && isInteger(number, 'int32')) return Number(number);
    const found = number === undefined ? inputKind(input) : `number ${number}`;
    this.stop(this.typeMessage(found, 'int32', at), 'wrong-type', at);
    return 0;
  }

  private time(input: Input, micro: boolean, at: Place): JsonValue | undefined {
    if (input === null) return undefined;
    if (typeof input !== 'string') {
      this.stop(this.typeMessage(inputKind(input), 'string', at), 'wrong-type', at);
      return undefined;
    }
    const time = readTime(input, micro);
    if (time !== undefined) return time;
    const text = goQuote(input);
    this.stop(
      `parsing time ${text} as "2006-01-02T15:04:05Z07:00": cannot parse ${text} as "2006"`,
      'invalid-value',
      at,
    );
    return undefined;
  }

  private list(input: Input, type: GoType & { kind: 'list' }, at: Place): JsonValue | undefined {
    if (input === null) return undefined;
    if (!isList(input)) {
      this.wrongType(inputKind(input), type.go, at);
      return undefined;
    }
    const items = input.map((item, index) => {
      return this.decode(item, type.element, inside(at, index)) ?? null;
    });
    return items.length === 0 ? undefined : items;
  }

  private map(input: Input, type: GoType & { kind: 'map' }, at: Place): JsonValue | undefined {
    if (input === null) return undefined;
    if (!isInputObject(input)) {
      this.wrongType(inputKind(input), type.go, at);
      return undefined;
    }
    const map: JsonObject = Object.create(null) as JsonObject;
    for (const [key, value] of input.entries) {
      const place = inside(at, key);
      if (key in map) this.strict('duplicate-field', place);
      map[key] = this.decode(value, type.element, place) ?? null;
    }
    return Object.keys(map).length === 0 ? undefined : sortedByKey(map);
  }

  private struct(input: Input, type: GoType & { kind: 'struct' }, at: Place): JsonValue {
    const object: JsonObject = Object.create(null) as JsonObject;
    if (isInputObject(input)) this.fields(input, type, at, object);
    else if (input !== null) this.wrongType(inputKind(input), type.go, at);
    for (const [name, field] of type.fields) {
      if (!field.omitted && object[name] === undefined) object[name] = zero(field.type);
    }
    return object;
  }

  private fields(
    input: InputObject,
    type: GoType & { kind: 'struct' },
    at: Place,
    object: JsonObject,
  ): void {
    const seen = new Set<string>();
    for (const [key, value] of input.entries) {
      const field = type.fields.get(key);
      if (field === undefined) {
        this.strict('unknown-field', inside(at, key));
        continue;
      }
      const place: Place = { parent: at, step: key, struct: type, embedded: field.embedded };
      const isRepeated = seen.has(key);
      if (isRepeated) this.strict('duplicate-field', place);
      seen.add(key);
      const decoded = this.decode(value, field.type, place);
      const isEmpty = decoded === undefined && value !== null;
      if (isEmpty && this.isNew && KEPT_EMPTY.has(`${type.go}.${key}`)) {
        object[key] = isList(value) ? [] : {};
      } else if (!isLeftOut(decoded, field)) object[key] = decoded ?? null;
      else if (isRepeated) delete object[key];
    }
  }

  private wrongType(found: string, go: string, at: Place): void {
    const message = this.typeMessage(found, go, at);
    this.saved ??= message;
    this.problems.push({ field: fieldOf(at), kind: 'wrong-type', message });
  }

  private typeMessage(found: string, go: string, at: Place): string {
    const { struct, names } = goNamesOf(at);
    const target =
      struct === ''
        ? `Go value of type ${go}`
        : `Go struct field ${struct}.${names.join('.')} of type ${go}`;
    return `json: cannot unmarshal ${found} into ${target}`;
  }

  private stop(message: string, kind: DecodeProblem['kind'], at: Place): void {
    this.fatal ??= message;
    this.problems.push({ field: fieldOf(at), kind, message });
  }

  private strict(kind: 'duplicate-field' | 'unknown-field', at: Place): void {
    const field = fieldOf(at);
    const message = `${kind.replace('-', ' ')} ${goQuote(field)}`;
    this.problems.push({ field, kind, message });
  }
}

/** Go prints maps in the order of their keys, and so do the messages of the API server. */
function sortedByKey(map: JsonObject): JsonObject {
  const keys = Object.keys(map);
  const sorted = keys.toSorted();
  if (keys.every((key, index) => key === sorted[index])) return map;
  const ordered: JsonObject = Object.create(null) as JsonObject;
  for (const key of sorted) {
    const value = map[key];
    if (value !== undefined) ordered[key] = value;
  }
  return ordered;
}

/** An item of a list, or a value of a map. */
function inside(parent: Place, step: number | string): Place {
  return { parent, step, struct: undefined, embedded: [] };
}

/** The field as users write it: `spec.ports[0].port`. */
function fieldOf({ parent, step }: Place): string {
  if (parent === undefined) return '';
  const above = fieldOf(parent);
  if (typeof step === 'number') return `${above}[${step}]`;
  return above === '' ? step : `${above}.${step}`;
}

/** How Go's messages name the field: the last struct on the way, and the fields of structs up to here. */
function goNamesOf({ parent, step, struct, embedded }: Place): {
  readonly struct: string;
  readonly names: readonly string[];
} {
  const above = parent === undefined ? { struct: '', names: [] } : goNamesOf(parent);
  if (struct === undefined) return above;
  return {
    struct: struct.go.slice(struct.go.lastIndexOf('.') + 1),
    names: [...above.names, ...embedded, String(step)],
  };
}

function isLeftOut(value: JsonValue | undefined, field: GoField): boolean {
  if (!field.omitted) return false;
  if (value === undefined) return true;
  if (field.type.kind === 'scalar') return value === zeroScalar(field.type.scalar);
  return field.type.kind === 'struct' && Object.keys(value ?? {}).length === 0;
}

/** How Go prints a value that was never set. */
function zero(type: GoType): JsonValue {
  switch (type.kind) {
    case 'scalar':
      return zeroScalar(type.scalar) ?? null;
    case 'struct': {
      const object: JsonObject = Object.create(null) as JsonObject;
      for (const [name, field] of type.fields) {
        if (!field.omitted) object[name] = zero(field.type);
      }
      return object;
    }
    case 'special':
      if (type.special === 'quantity') return '0';
      if (type.special === 'intstr') return 0;
      return type.special === 'duration' ? '0s' : null;
    default:
      return null;
  }
}

function zeroScalar(scalar: Scalar): JsonValue | undefined {
  switch (scalar) {
    case 'bool':
      return false;
    case 'string':
      return '';
    case 'bytes':
      return undefined;
    default:
      return 0;
  }
}

/** So many digits, or fewer and a sign, may be more than 32 bits hold. */
const MOST_DIGITS = 10;

function isInteger(literal: string, scalar: Scalar): boolean {
  if (!/^-?[0-9]+$/.test(literal)) return false;
  if (literal.length < MOST_DIGITS) return true;
  const bits = scalar === 'int32' ? 32 : 64;
  return BigInt.asIntN(bits, BigInt(literal)) === BigInt(literal);
}

function quantityText(input: Exclude<Input, null>): string {
  if (typeof input === 'string') return input;
  if (typeof input === 'boolean') return String(input);
  return 'number' in input ? input.number : '{}';
}
