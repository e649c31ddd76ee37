/**
 * What Go's encoding/json would hold: integers beyond 2^53 are bigints, every other number is a number.
 * Objects have no prototype, so that `__proto__` is a key like any other.
 */
export type JsonValue = JsonScalar | JsonValue[] | JsonObject;

export type JsonScalar = null | boolean | number | bigint | string;

export interface JsonObject {
  [key: string]: JsonValue;
}

/** An object without keys, and without a prototype. */
export function newJsonObject(): JsonObject {
  return Object.create(null) as JsonObject;
}

/** The order of Go's strings: by bytes of UTF-8, which is the order of code points and not that of UTF-16. */
export function compareGoStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates stand for code points above all others.
    if (x >= 0xd800 && y >= 0xd800) {
      const xIsSurrogate = x < 0xe000;
      if (xIsSurrogate !== y < 0xe000) return xIsSurrogate ? 1 : -1;
    }
    return x - y;
  }
  return a.length - b.length;
}
