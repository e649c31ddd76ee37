import type { JsonObject, JsonValue } from 'kustomize-ts';
import { goQuote } from '../field/go-format.ts';
import { isObject, object, text } from '../field/read.ts';
import type { Refusal } from '../kind.ts';
import type { GoType } from '../schema/types.ts';
import { fieldOf, itemKey, keyDefault, pointedAt } from './apply.ts';

/** Why a manifest that names a resource version is not applied: no manifest can know today's. */
export function staleRefusal(target: JsonObject, resource: string): Refusal | undefined {
  const metadata = object(target, 'metadata');
  const version = text(metadata, 'resourceVersion');
  if (version === '') return undefined;
  if (!/^[0-9]+$/.test(version)) {
    const message = `strconv.ParseUint: parsing ${goQuote(version)}: invalid syntax`;
    return { reason: null, code: 500, message };
  }
  const message = `Operation cannot be fulfilled on ${resource} "${text(metadata, 'name')}": the object has been modified; please apply your changes to the latest version and try again`;
  return { reason: 'Conflict', code: 409, message };
}

/**
 * Why a manifest cannot be applied: two items of a list that stand for the same one. To replace an object by it may
 * be fine. Source: sigs.k8s.io/structured-merge-diff/typed/validate.go.
 */
export function applyRefusal(target: JsonObject, type: GoType): Refusal | undefined {
  const managed = object(target, 'metadata')?.['managedFields'];
  if (Array.isArray(managed) && managed.every((entry) => isObject(entry))) {
    const message = 'metadata.managedFields must be nil';
    return { reason: 'BadRequest', code: 400, message };
  }
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
  const errors: string[] = [];
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    const problem = itemProblem(item, target);
    // Nothing can be said of what follows.
    if (problem !== undefined) return [...errors, `${path}: element ${index}: ${problem}`];
    const key = target.merge === 'atomic' ? `[${index}]` : itemKey(item, target);
    if (seen.has(key)) errors.push(`${path}: duplicate entries for key ${key}`);
    seen.add(key);
    errors.push(...duplicatesIn(item, target.element, path + key));
  }
  return errors;
}

/** Why an item of a list cannot be told from the others. */
function itemProblem(
  item: JsonValue,
  { merge, element }: GoType & { kind: 'list' },
): string | undefined {
  if (merge === 'atomic') return undefined;
  if (merge === 'set') {
    return item === null
      ? "associative list without keys has an element that's an explicit null"
      : undefined;
  }
  if (item === null) return 'associative list with keys may not have a null element';
  if (!isObject(item)) return 'associative list with keys may not have non-map elements';
  const type = pointedAt(element);
  const isKeyed = merge.some(
    (key) => item[key] !== undefined || keyDefault(type, key) !== undefined,
  );
  if (isKeyed) return undefined;
  const keys = merge.map((key) => goQuote(key)).join(' ');
  return `associative list with keys has an element that omits all key fields [${keys}] (and doesn't have default values for any key fields)`;
}
