import type { JsonObject, JsonValue } from 'kustomize-ts';
import { goJson } from '../../field/go-format.ts';
import { root, type Path } from '../../field/path.ts';
import { isObject } from '../../field/read.ts';
import type { CustomSchema } from '../../schema/custom-schema.ts';
import { goTypeOf } from '../../schema/types.ts';
import { decodeGoValue } from '../go-value.ts';
import { toInput } from '../input.ts';
import type { DecodeProblem } from '../problem.ts';

/** Why metadata cannot be read. */
interface Failure {
  readonly error: string;
  readonly problems: readonly DecodeProblem[];
}

/** Metadata as Go prints it after reading it, and the fields that it does not know. */
export function readMetadata(
  metadata: JsonValue,
  prefix: string,
): { readonly value: JsonObject; readonly unknown: readonly string[] } | Failure {
  const { value, problems, error } = decodeGoValue(
    toInput(metadata),
    goTypeOf('meta/v1.ObjectMeta'),
  );
  const placed = problems.map((problem) => ({
    ...problem,
    field: problem.field === '' ? prefix : `${prefix}.${problem.field}`,
  }));
  if (error !== undefined) return { error, problems: placed };
  return { value: isObject(value) ? value : {}, unknown: placed.map(({ field }) => field) };
}

/**
 * Reads `apiVersion`, `kind` and `metadata` of resources within a custom resource, in place.
 * Source: apiextensions-apiserver/pkg/apiserver/schema/objectmeta/algorithm.go.
 */
export function coerceEmbedded(
  target: JsonObject,
  schema: CustomSchema,
): { readonly unknown: readonly string[] } | Failure {
  const unknown: string[] = [];
  const failure = coerce(target, schema, root, unknown);
  return failure ?? { unknown: unknown.toSorted() };
}

function coerce(
  value: JsonValue,
  schema: CustomSchema | undefined,
  path: Path,
  unknown: string[],
): Failure | undefined {
  if (schema === undefined) return undefined;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const failure = coerce(item, schema.items, path.index(index), unknown);
      if (failure !== undefined) return failure;
    }
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const failure = schema.embeddedResource ? coerceResource(value, path, unknown) : undefined;
  if (failure !== undefined) return failure;
  const more = schema.additionalProperties;
  for (const [key, field] of Object.entries(value)) {
    const property = schema.properties.get(key);
    const below =
      property === undefined
        ? coerce(field, typeof more === 'object' ? more : undefined, path.key(key), unknown)
        : coerce(field, property, path.child(key), unknown);
    if (below !== undefined) return below;
  }
  return undefined;
}

function coerceResource(resource: JsonObject, path: Path, unknown: string[]): Failure | undefined {
  for (const key of ['apiVersion', 'kind']) {
    const value = resource[key];
    if (value === undefined || typeof value === 'string') continue;
    return invalidField(path.child(key), value, 'must be a string');
  }
  const metadata = resource['metadata'];
  if (metadata === undefined) return undefined;
  const read = readMetadata(metadata, path.child('metadata').toString());
  if ('error' in read) return invalidField(path.child('metadata'), metadata, read.error);
  unknown.push(...read.unknown);
  resource['metadata'] = read.value;
  return undefined;
}

function invalidField(path: Path, value: JsonValue, detail: string): Failure {
  const field = path.toString();
  const message = `${field}: Invalid value: ${goJson(value)}: ${detail}`;
  return { error: message, problems: [{ field, kind: 'wrong-type', message: detail }] };
}
