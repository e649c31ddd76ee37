import type { Type } from './types.ts';
import { dyn, isDyn, isDynOrError, list, map, opaque, sameType, typeOf } from './types.ts';

/** What type variables stand for. */
export type Bindings = ReadonlyMap<string, Type>;

/**
 * Bindings under which `actual` may be used as `expected`, or undefined.
 * Rules: cel-go checker/types.go (internalIsAssignable and what it calls).
 */
export function assign(bindings: Bindings, actual: Type, expected: Type): Bindings | undefined {
  const scratch = new Map(bindings);
  return assignable(scratch, actual, expected) ? scratch : undefined;
}

/** As `assign`, for two lists of the same length. */
export function assignAll(
  bindings: Bindings,
  actual: readonly Type[],
  expected: readonly Type[],
): Bindings | undefined {
  const scratch = new Map(bindings);
  return allAssignable(scratch, actual, expected) ? scratch : undefined;
}

function allAssignable(
  bindings: Map<string, Type>,
  left: readonly Type[],
  right: readonly Type[],
): boolean {
  return (
    left.length === right.length &&
    left.every((type, index) => {
      const other = right[index];
      return other !== undefined && assignable(bindings, type, other);
    })
  );
}

function assignable(bindings: Map<string, Type>, left: Type, right: Type): boolean {
  if (right.kind === 'param') {
    const { valid, bound } = substitutes(bindings, left, right);
    if (valid) return true;
    if (bound) return false;
  }
  if (left.kind === 'param') return substitutes(bindings, right, left).valid;
  if (isDynOrError(left) || isDynOrError(right)) return true;
  if (left.kind === 'null') return isNullable(right);
  if (right.kind === 'null') return isNullable(left);
  switch (left.kind) {
    case 'type':
      return right.kind === 'type';
    case 'opaque':
    case 'list':
    case 'map':
      return (
        left.kind === right.kind &&
        left.name === right.name &&
        allAssignable(bindings, left.params, right.params)
      );
    default:
      return sameType(left, right);
  }
}

function isNullable(type: Type): boolean {
  return ['opaque', 'struct', 'any', 'duration', 'timestamp', 'null'].includes(type.kind);
}

function substitutes(
  bindings: Map<string, Type>,
  type: Type,
  variable: Type,
): { valid: boolean; bound: boolean } {
  if (sameType(type, variable)) return { valid: true, bound: true };
  const bound = bindings.get(variable.name);
  if (bound) {
    if (sameType(type, bound)) return { valid: true, bound: true };
    if (!assignable(bindings, type, bound)) return { valid: false, bound: true };
    const general = mostGeneral(type, bound);
    if (isFree(bindings, variable, general)) bindings.set(variable.name, general);
    return { valid: true, bound: true };
  }
  if (!isFree(bindings, variable, type)) return { valid: false, bound: false };
  bindings.set(variable.name, type);
  return { valid: true, bound: false };
}

/** Whether the variable does not occur within the type (the occurs check). */
function isFree(bindings: Bindings, variable: Type, within: Type): boolean {
  if (sameType(variable, within)) return false;
  if (within.kind === 'param') {
    const bound = bindings.get(within.name);
    return bound === undefined || isFree(bindings, variable, bound);
  }
  return within.params.every((type) => isFree(bindings, variable, type));
}

/** Of two types that unify, the less specific one. */
export function mostGeneral(left: Type, right: Type): Type {
  return isLessSpecific(left, right) ? left : right;
}

function isLessSpecific(left: Type, right: Type): boolean {
  if (isDyn(left) || left.kind === 'param') return true;
  if (isDyn(right) || right.kind === 'param') return false;
  if (left.kind !== right.kind) return false;
  if (left.kind === 'type') return true;
  return (
    left.name === right.name &&
    left.params.length === right.params.length &&
    left.params.every((type, index) => isLessSpecific(type, right.params[index] ?? dyn))
  );
}

/** The type with its variables replaced by what they stand for; free ones become dyn when asked. */
export function substitute(bindings: Bindings, type: Type, freeToDyn = false): Type {
  if (type.kind === 'param') {
    const bound = bindings.get(type.name);
    if (bound) return substitute(bindings, bound, freeToDyn);
    return freeToDyn ? dyn : type;
  }
  if (type.params.length === 0) return type;
  const params = type.params.map((inner) => substitute(bindings, inner, freeToDyn));
  const [first = dyn, second = dyn] = params;
  switch (type.kind) {
    case 'list':
      return list(first);
    case 'map':
      return map(first, second);
    case 'type':
      return typeOf(first);
    default:
      return opaque(type.name, ...params);
  }
}
