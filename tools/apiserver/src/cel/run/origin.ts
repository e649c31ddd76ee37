import type { JsonObject } from 'kustomize-ts';
import type { Value } from './value.ts';

/** What a list or map of a custom resource knows of itself beside what expressions see of it. */
export interface Origin {
  /** The object as it is stored. */
  readonly raw?: JsonObject;
  /** The fields that expressions see, by the names that the object has. */
  readonly fields?: ReadonlyMap<string, Value>;
  /** The number of all fields, hidden ones among them. */
  readonly size?: number;
  readonly equals: (other: Value) => boolean;
  readonly plus?: (other: readonly Value[]) => Value;
}

const origins = new WeakMap<object, Origin>();

/** Gives a value an origin. */
export function withOrigin<Own extends Value & object>(value: Own, origin: Origin): Own {
  origins.set(value, origin);
  return value;
}

/** The origin of a value; undefined for values that expressions made. */
export function originOf(value: Value | undefined): Origin | undefined {
  return typeof value === 'object' && value !== null ? origins.get(value) : undefined;
}
