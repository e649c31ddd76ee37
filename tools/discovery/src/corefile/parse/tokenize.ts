import type { Token } from './token.ts';

// Go's unicode.IsSpace.
const SPACE = /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;

/**
 * The words of a Corefile. Quotes count at the start of a word alone; a comment ends a word and goes on to the end of
 * the line, but when it stands in a word, only to the next blank, as in the original.
 * Source: github.com/coredns/caddy caddyfile/lexer.go.
 */
export function tokenize(text: string, file: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let column = 0;
  let word = '';
  let start = { line, column };
  let comment = false;
  let quoted = false;
  let escaped = false;
  const finish = (): void => {
    tokens.push({ text: word, file, ...start });
    word = '';
    comment = false;
    quoted = false;
  };
  for (const character of text.startsWith('\ufeff') ? text.slice(1) : text) {
    const at = { line, column: column + 1 };
    column = character === '\n' ? 0 : column + 1;
    if (character === '\n') line += 1;
    if (quoted) {
      if (!escaped && character === '\\') {
        escaped = true;
        continue;
      }
      if (!escaped && character === '"') {
        finish();
        continue;
      }
      word += escaped && character !== '"' ? `\\${character}` : character;
      escaped = false;
      continue;
    }
    if (SPACE.test(character)) {
      if (character === '\r') continue;
      if (character === '\n') comment = false;
      if (word !== '') finish();
      continue;
    }
    if (character === '#') comment = true;
    if (comment) continue;
    if (word === '') {
      start = at;
      if (character === '"') {
        quoted = true;
        continue;
      }
    }
    word += character;
  }
  if (word !== '') finish();
  return tokens;
}
