import { printable } from '@fingerpost/text';

import { isList, isMap } from '../field/value.ts';
import type { Value } from '../field/value.ts';

/** A value on one line, in YAML's flow style; strings that look like something else are quoted. */
export function formatFlow(value: Value): string {
  if (isList(value)) return `[${value.map(formatFlow).join(', ')}]`;
  if (isMap(value)) {
    const entries = Object.entries(value).map(
      ([key, inner]) => `${formatScalar(key)}: ${formatFlow(inner)}`,
    );
    return `{${entries.join(', ')}}`;
  }
  return formatScalar(value);
}

/** A value as lines of block YAML. Texts with several lines keep them. */
export function formatBlock(value: Value): string[] {
  if (isList(value) && value.length > 0) {
    return value.flatMap((item) => {
      const [first = '', ...rest] = formatBlock(item);
      return [`- ${first}`, ...indent(rest)];
    });
  }
  if (isMap(value) && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([key, inner]) => formatEntry(formatScalar(key), inner));
  }
  return [formatFlow(value)];
}

function formatEntry(key: string, value: Value): string[] {
  if (typeof value === 'string' && value.includes('\n')) {
    const open = !value.endsWith('\n');
    const lines = (open ? value : value.slice(0, -1)).split('\n');
    return [`${key}: ${open ? '|-' : '|'}`, ...indent(lines.map(printable))];
  }
  const filled =
    (isList(value) && value.length > 0) || (isMap(value) && Object.keys(value).length > 0);
  if (!filled) return [`${key}: ${formatFlow(value)}`];
  return [`${key}:`, ...(isList(value) ? formatBlock(value) : indent(formatBlock(value)))];
}

function formatScalar(value: Value): string {
  if (typeof value !== 'string') return String(value);
  return isPlain(value) ? value : printable(JSON.stringify(value));
}

/** Whether the text can stand without quotes and is read as the text it is. */
function isPlain(text: string): boolean {
  if (!/^[\p{L}\p{N}_./($-][^\p{C}\p{Zl}\p{Zp}]*$/u.test(text)) return false;
  if (/\s$|^-$|^- |: | #|:$|[[\]{},]/.test(text)) return false;
  if (/^(true|false|null|yes|no|on|off|~)$/i.test(text)) return false;
  return !/^[-+.]?\d[\d_.:eExXa-fA-F+-]*$/.test(text) || /^\d+(\.\d+){2,}$/.test(text);
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
