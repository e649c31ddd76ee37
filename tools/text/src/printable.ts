/**
 * Text from manifests made safe for a terminal: control characters, line and paragraph separators, and the
 * characters that turn the direction of text around, are shown as escapes. Everything is kept, nothing acts.
 */
export function printable(text: string): string {
  return text.replaceAll(
    // The terminal's own, invisible and direction-changing characters (Unicode categories Cc, Cf, Zl, Zp) and lone surrogates.
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => SHORT[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
