import type { CustomSchema } from '../../schema/custom-schema.ts';

const STEP = /\.(?<name>[^.[\]']+)|\['(?<quoted>(?:[^'\\]|\\.)*)'\]/uy;
const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  "'": "'",
  '\\': '\\',
};

/**
 * The place that a rule's `fieldPath` names below its own, as errors show it; undefined when the schema has no such
 * place. Source: ValidFieldPath in apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go.
 */
export function readFieldPath(path: string, schema: CustomSchema): string | undefined {
  let place = '';
  let own: CustomSchema | undefined = schema;
  let end = 0;
  for (const match of path.matchAll(new RegExp(STEP, 'guy'))) {
    const name = match.groups?.['name'] ?? unescape(match.groups?.['quoted'] ?? '');
    if (name === undefined || own === undefined) return undefined;
    end = match.index + match[0].length;
    const more: CustomSchema | boolean | undefined = own.additionalProperties;
    if (own.properties.size > 0) {
      own = own.properties.get(name);
      if (own === undefined) return undefined;
      place = place === '' ? name : `${place}.${name}`;
    } else if (typeof more === 'object') {
      own = more;
      place = `${place}[${name}]`;
    } else return undefined;
  }
  return end === path.length && place !== '' ? place : undefined;
}

function unescape(quoted: string): string | undefined {
  let isValid = true;
  const text = quoted.replaceAll(/\\(.)/gsu, (_, character: string) => {
    isValid &&= ESCAPES[character] !== undefined;
    return ESCAPES[character] ?? '';
  });
  return isValid ? text : undefined;
}
