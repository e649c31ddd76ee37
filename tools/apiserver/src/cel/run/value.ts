import type { Type } from '../check/types.ts';

/**
 * A CEL value. int is bigint, double is number, bytes is Uint8Array; maps keep insertion order.
 * Objects of the Kubernetes libraries are `Opaque`.
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint
  | Uint8Array
  | Duration
  | Timestamp
  | TypeValue
  | Optional
  | Opaque
  | readonly Value[]
  | ValueMap
  | LazyMap;

export type MapKey = string | bigint | boolean;
export type ValueMap = ReadonlyMap<MapKey, Value>;

/** An unsigned 64-bit integer. */
export class Uint {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

/** A span of time in nanoseconds. */
export class Duration {
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** A point in time in nanoseconds since 1970-01-01T00:00:00Z. The offset in minutes is for printing alone. */
export class Timestamp {
  readonly nanos: bigint;
  readonly offset: number;
  constructor(nanos: bigint, offset = 0) {
    this.nanos = nanos;
    this.offset = offset;
  }
}

/** The result of `type(x)`, and what names such as `int` stand for. */
export class TypeValue {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export class Optional {
  static readonly none = new Optional(undefined);
  readonly value: Value | undefined;
  constructor(value: Value | undefined) {
    this.value = value;
  }
}

/** A map whose values are computed when first asked for: `variables` of a policy. */
export class LazyMap {
  readonly #compute: ReadonlyMap<string, () => Value>;
  readonly #known = new Map<string, Value>();

  constructor(compute: ReadonlyMap<string, () => Value>) {
    this.#compute = compute;
  }

  get(key: string): Value | undefined {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const value = this.#compute.get(key)?.();
    if (value !== undefined) this.#known.set(key, value);
    return value;
  }
}

/** A value of a Kubernetes library: an address, a quantity, an authorizer ... */
export abstract class Opaque {
  abstract readonly type: Type;
  /** The size that the cost model counts. */
  readonly size: number = 1;
  abstract equals(other: Opaque): boolean;
}

/** Whether a value is a list. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** Whether a value is a map with known entries. */
export function isMap(value: Value): value is ValueMap {
  return value instanceof Map;
}
