import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isObject, objectAt } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';

/** The part of GitHub's OpenAPI document that is in use, as generate-slice.ts wrote it. */
export interface Slice extends JsonObject {
  readonly generated: string;
  readonly paths: JsonObject;
  readonly components: JsonObject;
}

let slice: Slice | undefined;

export function readSlice(): Slice {
  const file = path.join(import.meta.dirname, '..', 'openapi-slice.json');
  slice ??= JSON.parse(readFileSync(file, 'utf8')) as Slice;
  return slice;
}

/** The value itself, or what it refers to: `#/components/examples/git-tree`. */
export function resolve(value: Json | undefined): JsonObject {
  if (!isObject(value)) return {};
  const reference = value['$ref'];
  if (typeof reference !== 'string') return value;
  const [, , kind = '', name = ''] = reference.split('/');
  return resolve(objectAt(objectAt(readSlice().components, kind), name));
}
