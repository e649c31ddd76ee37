import type { JsonObject, JsonValue } from 'kustomize-ts';
import { isObject, object, text } from '../field/read.ts';
import type { Refusal } from '../kind.ts';
import type { GoType } from '../schema/types.ts';
import { fieldOf, itemKey, pointedAt } from './apply.ts';

/**
 * Why a manifest cannot be applied: two items of a list that stand for the same one. To replace an object by it may
 * be fine. Source: sigs.k8s.io/structured-merge-diff/typed/validate.go.
 */
export function applyRefusal(target: JsonObject, type: GoType): Refusal | undefined {
  const problems = duplicatesIn(target, type, '');
  const [first] = problems;
  if (first === undefined) return undefined;
  const metadata = object(target, 'metadata');
  const name = `${text(metadata, 'namespace')}/${text(metadata, 'name')}`;
  const apiVersion = text(target, 'apiVersion');
  const version = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`;
  const list = problems.length === 1 ? first : `errors:\n  ${problems.join('\n  ')}`;
  const message = `failed to create typed patch object (${name}; ${version}, Kind=${text(target, 'kind')}): ${list}`;
  return { reason: null, code: 500, message };
}

function duplicatesIn(value: JsonValue, type: GoType, path: string): string[] {
  const target = pointedAt(type);
  if (isObject(value)) {
    return Object.entries(value).flatMap(([key, field]) => {
      const fieldType = fieldOf(target, key)?.type;
      return fieldType === undefined ? [] : duplicatesIn(field, fieldType, `${path}.${key}`);
    });
  }
  if (!Array.isArray(value) || target.kind !== 'list') return [];
  const isAtomic = target.merge === 'atomic';
  const seen = new Set<string>();
  return value.flatMap((item, index) => {
    const key = isAtomic ? `[${index}]` : itemKey(item, target);
    const errors = seen.has(key) ? [`${path}: duplicate entries for key ${key}`] : [];
    seen.add(key);
    return [...errors, ...duplicatesIn(item, target.element, path + key)];
  });
}
