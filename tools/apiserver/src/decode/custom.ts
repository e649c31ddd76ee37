import type { JsonObject, JsonValue } from 'kustomize-ts';
import { goQuote } from '../field/go-format.ts';
import type { CustomSchema } from '../schema/custom.ts';
import { goTypeOf } from '../schema/types.ts';
import { decodeGoValue, type GoValue } from './go-value.ts';
import { fromInput, isInputObject, isList, type Input } from './input.ts';
import type { DecodeProblem } from './problem.ts';

/** Fields that every object has and no schema of a definition describes. */
const OWN_FIELDS = ['apiVersion', 'kind', 'metadata'];

/**
 * Decodes a custom resource, strictly: fields that its schema does not know and fields that occur twice are errors.
 * Wrong types are not found here but when the object is validated.
 * Source: apiextensions-apiserver/pkg/apiserver/schema/pruning, and customresource_handler.go.
 */
export function decodeCustom(input: Input, schema: CustomSchema): GoValue {
  const problems: DecodeProblem[] = [];
  const value = decode(input, schema, '', problems);
  const metadata = isInputObject(input)
    ? input.entries.findLast(([key]) => key === 'metadata')?.[1]
    : undefined;
  const decoded = decodeGoValue({ entries: [['metadata', metadata ?? null]] }, METADATA_ONLY);
  if (isPlainObject(value) && isPlainObject(decoded.value)) {
    value['metadata'] = decoded.value['metadata'] ?? {};
  }
  problems.push(...decoded.problems);
  return {
    value,
    problems,
    error: decoded.error,
    strictErrors: [...new Set(problems.map(({ message }) => message))],
  };
}

const METADATA_ONLY = {
  kind: 'struct' as const,
  go: 'unstructured.Unstructured',
  atomic: false,
  fields: new Map([
    [
      'metadata',
      {
        type: goTypeOf('meta/v1.ObjectMeta'),
        omitted: false,
        embedded: [],
        atomic: false,
        keyDefault: undefined,
      },
    ],
  ]),
};

function decode(
  input: Input,
  schema: CustomSchema | undefined,
  field: string,
  problems: DecodeProblem[],
): JsonValue {
  if (isList(input)) {
    return input.map((item, index) => decode(item, schema?.items, `${field}[${index}]`, problems));
  }
  if (!isInputObject(input)) return fromInput(input);
  const object: JsonObject = Object.create(null) as JsonObject;
  for (const [key, value] of input.entries) {
    const path = field === '' ? key : `${field}.${key}`;
    if (key in object) problems.push(problem('duplicate-field', path));
    if (field === '' && OWN_FIELDS.includes(key)) {
      object[key] = fromInput(value);
      continue;
    }
    const property = schema?.properties.get(key) ?? schema?.additionalProperties;
    if (property === undefined && isClosed(schema)) {
      problems.push(problem('unknown-field', path));
      continue;
    }
    object[key] = decode(value, property, path, problems);
  }
  return object;
}

/** Whether fields that a schema does not name are unknown; there is no schema below those that are kept. */
function isClosed(schema: CustomSchema | undefined): boolean {
  return schema !== undefined && !schema.preserveUnknown;
}

function problem(kind: 'duplicate-field' | 'unknown-field', field: string): DecodeProblem {
  return { field, kind, message: `${kind.replace('-', ' ')} ${goQuote(field)}` };
}

function isPlainObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
