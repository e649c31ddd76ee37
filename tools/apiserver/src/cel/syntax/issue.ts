/** What is wrong with an expression, found before it runs. `pos` is an offset in code points. */
export interface Issue {
  readonly pos: number;
  readonly message: string;
}

/** Thrown by the lexer and the parser. */
export class SyntaxIssue extends Error {
  readonly pos: number;
  constructor(pos: number, message: string) {
    super(message);
    this.pos = pos;
  }
}

const snippetLimit = 16_384;
const shown = 100;

/**
 * Issues as the API server prints them: each with its line and a caret under the place.
 * Source: cel-go common/error.go and common/errors.go.
 */
export function formatIssues(source: string, issues: readonly Issue[]): string {
  const sorted = issues.toSorted((a, b) => a.pos - b.pos);
  const texts = sorted.slice(0, shown).map((issue) => formatIssue(source, issue));
  if (issues.length > shown) texts.push(`${issues.length - shown} more errors were truncated`);
  return texts.join('\n');
}

function formatIssue(source: string, issue: Issue): string {
  const before = Array.from(source).slice(0, issue.pos);
  const line = before.filter((char) => char === '\n').length;
  const column = before.length - (before.lastIndexOf('\n') + 1);
  const snippet = Array.from((source.split('\n')[line] ?? '').replaceAll('\t', ' '));
  const head = `ERROR: <input>:${line + 1}:${column + 1}: ${issue.message}`;
  if (snippet.length > snippetLimit) return head;
  const dots = snippet.slice(0, column).map((char) => (isWide(char) ? '\uff0e' : '.'));
  const caret = isWide(snippet[column] ?? '') ? '\uff3e' : '^';
  return `${head}\n | ${snippet.join('')}\n | ${dots.join('')}${caret}`;
}

function isWide(char: string): boolean {
  return (char.codePointAt(0) ?? 0) > 0x7f;
}
