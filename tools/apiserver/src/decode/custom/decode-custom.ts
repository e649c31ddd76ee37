import type { JsonObject, JsonValue } from 'kustomize-ts';
import { isObject } from '../../field/read.ts';
import type { CustomSchema } from '../../schema/custom-schema.ts';
import type { GoValue } from '../go-value.ts';
import { fromInput, isInputObject, isList, type Input } from '../input.ts';
import type { DecodeProblem } from '../problem.ts';
import { coerceEmbedded, readMetadata } from './metadata.ts';
import { pruneNulls } from './prune-nulls.ts';
import { pruneFields } from './prune.ts';

/**
 * Decodes a custom resource, strictly: fields that its schema does not know and fields that occur twice are errors, and
 * nulls that the schema does not allow are gone. Other wrong types are found when the object is validated.
 * Source: unstructuredSchemaCoercer in apiextensions-apiserver/pkg/apiserver/customresource_handler.go.
 */
export function decodeCustom(input: Input, schema: CustomSchema): GoValue {
  const problems: DecodeProblem[] = [];
  const value = readValue(input, '', problems);
  if (!isObject(value)) return { value, problems, error: undefined, strictErrors: [] };
  const metadata = readMetadata(value['metadata'] ?? null, 'metadata');
  if ('error' in metadata) return failure(metadata.error, metadata.problems);
  const unknown = [...metadata.unknown, ...pruneFields(value, schema)];
  pruneNulls(value, schema);
  const coerced = coerceEmbedded(value, schema);
  if ('error' in coerced) return failure(coerced.error, coerced.problems);
  value['metadata'] = metadata.value;
  for (const field of [...unknown, ...coerced.unknown]) {
    problems.push({ field, kind: 'unknown-field', message: `unknown field "${field}"` });
  }
  const strictErrors = [...new Set(problems.map(({ message }) => message))];
  return { value, problems, error: undefined, strictErrors };
}

function failure(error: string, problems: readonly DecodeProblem[]): GoValue {
  return { value: null, problems, error, strictErrors: [] };
}

function readValue(input: Input, field: string, problems: DecodeProblem[]): JsonValue {
  if (isList(input)) {
    return input.map((item, index) => readValue(item, `${field}[${index}]`, problems));
  }
  if (!isInputObject(input)) return fromInput(input);
  const object: JsonObject = Object.create(null) as JsonObject;
  for (const [key, value] of input.entries) {
    const path = field === '' ? key : `${field}.${key}`;
    if (key in object) {
      problems.push({ field: path, kind: 'duplicate-field', message: `duplicate field "${path}"` });
    }
    object[key] = readValue(value, path, problems);
  }
  return object;
}
