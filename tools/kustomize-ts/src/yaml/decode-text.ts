import type { Source } from './node.ts';
import { syntaxError } from './syntax-error.ts';

/**
 * The text of a YAML file as go-yaml decodes it: UTF-8, or UTF-16 behind a byte order mark. The mark stays.
 *
 * @throws KustomizeError `yaml-syntax` for bytes that are neither.
 */
export function decodeText(bytes: Uint8Array, source?: Source): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const { line, column } = firstInvalid(bytes, encoding);
    throw syntaxError(
      `the file is not ${encoding.toUpperCase()} text`,
      source,
      line,
      column,
      'save it as UTF-8, or put binary data into a file of a generator',
    );
  }
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/** Where the first character stands that is none; a real U+FFFD before it is taken for it. */
function firstInvalid(bytes: Uint8Array, encoding: string) {
  const lenient = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  const before = lenient.slice(0, Math.max(lenient.indexOf('\ufffd'), 0)).split('\n');
  return { line: before.length, column: before[before.length - 1]!.length + 1 };
}
