import type { JsonObject, JsonValue } from 'kustomize-ts';
import { invalid, type FieldError } from '../../field/error.ts';
import { root } from '../../field/path.ts';
import { isObject } from '../../field/read.ts';
import type { ScalePaths } from '../../schema/custom-kind.ts';
import { goPrint } from './go-print.ts';
import { isInt64 } from './type.ts';

/**
 * The fields that the `scale` subresource reads.
 * Source: apiextensions-apiserver/pkg/registry/customresource/validator.go.
 */
export function validateScale(target: JsonObject, scale: ScalePaths | undefined): FieldError[] {
  if (scale === undefined) return [];
  const errors = [
    ...validateReplicas(target, scale.spec),
    ...validateReplicas(target, scale.status),
  ];
  if (scale.selector === undefined) return errors;
  const selector = valueAt(target, scale.selector);
  const problem =
    'problem' in selector ? selector.problem : unlessType(selector, 'string', scale.selector);
  return problem === undefined
    ? errors
    : [...errors, invalid(root.child(scale.selector), '', problem)];
}

function validateReplicas(target: JsonObject, path: string): FieldError[] {
  const found = valueAt(target, path);
  const place = root.child(path);
  const problem = 'problem' in found ? found.problem : unlessType(found, 'int64', path);
  if (problem !== undefined) return [invalid(place, 0, problem)];
  const count = 'value' in found ? Number(found.value ?? 0) : 0;
  if (count < 0) return [invalid(place, count, 'should be a non-negative integer')];
  if (count < 2 ** 31) return [];
  return [invalid(place, count, `should be less than or equal to ${2 ** 31 - 1}`)];
}

/** Source: NestedFieldNoCopy in apimachinery/pkg/apis/meta/v1/unstructured/helpers.go. */
function valueAt(
  target: JsonObject,
  path: string,
): { readonly value: JsonValue | undefined } | { readonly problem: string } {
  const names = namesOf(path);
  let value: JsonValue | undefined = target;
  for (const [index, name] of names.entries()) {
    if (value === null) return { value: undefined };
    if (!isObject(value)) {
      const read = names.slice(0, index + 1).join('.');
      const found = `${goPrint(value)} is of the type ${goTypeOf(value)}`;
      const problem = `.${read} accessor error: ${found}, expected map[string]interface{}`;
      return { problem };
    }
    if (value[name] === undefined) return { value: undefined };
    value = value[name];
  }
  return { value };
}

function unlessType(
  found: { readonly value: JsonValue | undefined },
  wanted: 'int64' | 'string',
  path: string,
): string | undefined {
  if (found.value === undefined || goTypeOf(found.value) === wanted) return undefined;
  const what = `${goPrint(found.value)} is of the type ${goTypeOf(found.value)}`;
  return `.${namesOf(path).join('.')} accessor error: ${what}, expected ${wanted}`;
}

function namesOf(path: string): readonly string[] {
  return (path.startsWith('.') ? path.slice(1) : path).split('.');
}

/** What Go's %T prints for a value of a decoded object. */
export function goTypeOf(value: JsonValue): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return isInt64(value) ? 'int64' : 'float64';
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
    default:
      return 'map[string]interface {}';
  }
}
