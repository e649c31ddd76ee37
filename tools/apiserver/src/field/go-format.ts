import type { JsonValue } from 'kustomize-ts';

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': String.raw`\a`,
  '\b': String.raw`\b`,
  '\f': String.raw`\f`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
  '\v': String.raw`\v`,
  '\\': String.raw`\\`,
  '"': String.raw`\"`,
};

/** A text as Go's `%q` prints it. */
export function goQuote(text: string): string {
  return `"${text.replaceAll(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, escapeCharacter)}"`;
}

function escapeCharacter(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return String.raw`\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x1_0000) return String.raw`\u${code.toString(16).padStart(4, '0')}`;
  return String.raw`\U${code.toString(16).padStart(8, '0')}`;
}

/** What can be printed: a JSON value, or a list that nobody may change. */
export type Shown = JsonValue | readonly JsonValue[];

/** A value as Go's json.Marshal prints it; keys keep their order. */
export function goJson(value: Shown | undefined): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string') return goJsonText(value);
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map((item) => goJson(item)).join(',')}]`;
  const fields = Object.entries(value).map(([key, field]) => `${goJsonText(key)}:${goJson(field)}`);
  return `{${fields.join(',')}}`;
}

/** Array.isArray does not narrow readonly arrays. */
function isList(value: Shown): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function goJsonText(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
