import { Buffer } from 'node:buffer';
import type { JsonObject, JsonValue } from 'kustomize-ts';

/** How deep values may nest. Go takes 10,000 levels, which is more than the stack holds here and than anybody needs. */
export const DEEPEST = 500;
/** The most that the API server reads of a request (MaxRequestBodyBytes in apiserver/pkg/server/config.go). */
export const LARGEST_BODY = 3 * 1024 * 1024;

/** A UTF-16 unit of a text is no more bytes than that. */
const MOST_BYTES = 3;

/** Whether a body is more than the API server reads. Cycles and lists that are shared a million times end here too. */
export function excessOf(body: JsonObject | string): 'deep' | 'large' | undefined {
  if (typeof body === 'string') return Buffer.byteLength(body) > LARGEST_BODY ? 'large' : undefined;
  // Nearly every body is far too small, whatever its texts are made of: only others are worth counting bytes.
  const excess = excessBy(body, ({ length }) => length * MOST_BYTES);
  return excess === 'large' ? excessBy(body, (text) => Buffer.byteLength(text)) : excess;
}

function excessBy(
  body: JsonObject,
  bytesOf: (text: string) => number,
): 'deep' | 'large' | undefined {
  let left = LARGEST_BODY;
  const measure = (value: JsonValue, depth: number): 'deep' | 'large' | undefined => {
    left -= 2;
    if (typeof value === 'string') left -= bytesOf(value);
    if (left < 0) return 'large';
    if (typeof value !== 'object' || value === null) return undefined;
    if (depth > DEEPEST) return 'deep';
    if (Array.isArray(value)) {
      for (const item of value) {
        left -= 1;
        const excess = measure(item ?? null, depth + 1);
        if (excess !== undefined) return excess;
      }
      return undefined;
    }
    for (const key of Object.keys(value)) {
      // A name stands in quotes before a colon.
      left -= bytesOf(key) + 4;
      const excess = measure(value[key] ?? null, depth + 1);
      if (excess !== undefined) return excess;
    }
    return undefined;
  };
  return measure(body, 0);
}
