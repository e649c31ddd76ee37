import { compareGoStrings, type JsonValue } from './json-value.ts';

/**
 * The text of Go's json.Marshal: no white space, keys sorted, `<`, `>`, `&`, U+2028 and U+2029 escaped.
 * Numbers read the same in Go and JavaScript but for the sign of zero.
 */
export function goJson(value: JsonValue): string {
  switch (typeof value) {
    case 'string':
      return goJsonString(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'object':
      break;
    default:
      return String(value);
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  const keys = Object.keys(value).toSorted(compareGoStrings);
  return `{${keys.map((key) => `${goJsonString(key)}:${goJson(value[key]!)}`).join(',')}}`;
}

/** A string as Go's json.Marshal quotes it. */
export function goJsonString(text: string): string {
  let quoted = '"';
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const escape = escapeOf(text.charCodeAt(i), text, i);
    if (escape === '') continue;
    quoted += text.slice(start, i) + escape;
    start = i + 1;
  }
  return `${quoted}${text.slice(start)}"`;
}

function escapeOf(c: number, text: string, index: number): string {
  switch (c) {
    case 0x22:
      return String.raw`\"`;
    case 0x5c:
      return String.raw`\\`;
    case 0x08:
      return String.raw`\b`;
    case 0x0c:
      return String.raw`\f`;
    case 0x0a:
      return String.raw`\n`;
    case 0x0d:
      return String.raw`\r`;
    case 0x09:
      return String.raw`\t`;
    case 0x3c:
    case 0x3e:
    case 0x26:
    case 0x2028:
    case 0x2029:
      return unicodeEscape(c);
    default:
      if (c < 0x20) return unicodeEscape(c);
      return (c & 0xf800) === 0xd800 && isLoneSurrogate(text, index) ? unicodeEscape(0xfffd) : '';
  }
}

function unicodeEscape(c: number): string {
  return String.raw`\u` + c.toString(16).padStart(4, '0');
}

function isLoneSurrogate(text: string, index: number): boolean {
  const c = text.charCodeAt(index);
  return c < 0xdc00
    ? (text.charCodeAt(index + 1) & 0xfc00) !== 0xdc00
    : (text.charCodeAt(index - 1) & 0xfc00) !== 0xd800;
}
