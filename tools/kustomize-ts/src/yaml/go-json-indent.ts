import { goJson, goJsonString } from './go-json.ts';
import { compareGoStrings } from './json-value.ts';
import type { JsonValue } from './json-value.ts';

/** The text of Go's json.MarshalIndent with two spaces. */
export function goJsonIndent(value: JsonValue, indent = ''): string {
  if (value === null || typeof value !== 'object') return goJson(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map((item) => inner + goJsonIndent(item, inner)).join(',\n')}\n${indent}]`;
  }
  const keys = Object.keys(value).toSorted(compareGoStrings);
  if (keys.length === 0) return '{}';
  const members = keys.map(
    (key) => `${inner}${goJsonString(key)}: ${goJsonIndent(value[key] ?? null, inner)}`,
  );
  return `{\n${members.join(',\n')}\n${indent}}`;
}
