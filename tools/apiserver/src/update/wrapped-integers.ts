import type { JsonObject, JsonValue } from 'kustomize-ts';
import { isObject } from '../field/read.ts';
import type { GoType } from '../schema/types.ts';

/**
 * A manifest as server-side apply reads it: of integers that are too large for their field, the lowest 32 bits. Source:
 * FromUnstructured in apimachinery/pkg/runtime/converter.go.
 */
export function withWrappedIntegers(manifest: JsonObject, type: GoType): JsonObject {
  const wrapped = wrap(manifest, type);
  return isObject(wrapped) ? wrapped : manifest;
}

function wrap(value: JsonValue, type: GoType): JsonValue {
  switch (type.kind) {
    case 'pointer':
      return wrap(value, type.element);
    case 'list':
      return Array.isArray(value) ? value.map((item) => wrap(item, type.element)) : value;
    case 'map':
      return wrapFields(value, () => type.element);
    case 'struct':
      return wrapFields(value, (key) => type.fields.get(key)?.type);
    case 'scalar':
      return type.scalar === 'int32' && typeof value === 'number' && Number.isSafeInteger(value)
        ? Number(BigInt.asIntN(32, BigInt(value)))
        : value;
    case 'special':
      return value;
  }
}

function wrapFields(value: JsonValue, typeOf: (key: string) => GoType | undefined): JsonValue {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => {
      const type = typeOf(key);
      return [key, type === undefined ? field : wrap(field, type)];
    }),
  );
}
