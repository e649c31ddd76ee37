export interface TemplateToken {
  readonly kind:
    | 'text'
    | 'left'
    | 'right'
    | 'space'
    | 'keyword'
    | 'identifier'
    | 'field'
    | 'variable'
    | 'dot'
    | 'nil'
    | 'boolean'
    | 'number'
    | 'string'
    | 'open'
    | 'close'
    | 'pipe'
    | 'assign'
    | 'declare'
    | 'comma'
    | 'character'
    | 'error'
    | 'end';
  readonly text: string;
  readonly line: number;
}

const KEYWORDS = [
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'range',
  'template',
  'with',
];
const ACTION =
  /(?<space>[ \t\r\n]+)|(?<right>\}\})|(?<declare>:=)|(?<assign>=)|(?<pipe>\|)|(?<comma>,)|(?<open>\()|(?<close>\))|(?<string>"(?:\\.|[^"\\\n])*"|`[^`]*`)|(?<field>\.[\p{L}_][\p{L}\p{N}_]*)|(?<number>[+-]?\.?[0-9][0-9A-Za-z_.+-]*)|(?<dot>\.)|(?<variable>\$[\p{L}\p{N}_]*)|(?<word>[\p{L}_][\p{L}\p{N}_]*)/uy;

/** The words of a template; an error is the last one. Source: Go's text/template/parse/lex.go. */
export function tokenizeTemplate(source: string): readonly TemplateToken[] {
  const tokens: TemplateToken[] = [];
  let position = 0;
  let line = 1;
  const add = (kind: TemplateToken['kind'], text: string): void => {
    tokens.push({ kind, text, line });
    line += text.split('\n').length - 1;
  };
  const lineAt = (end: number): number => source.slice(0, end).split('\n').length;
  let trimNext = false;
  while (position < source.length) {
    const left = source.indexOf('{{', position);
    let text = source.slice(position, left === -1 ? undefined : left);
    if (trimNext) text = text.trimStart();
    const trims = left !== -1 && /^-[ \t\r\n]/.test(source.slice(left + 2, left + 4));
    if (trims) text = text.trimEnd();
    if (text !== '') tokens.push({ kind: 'text', text, line: lineAt(position) });
    if (left === -1) break;
    position = left + (trims ? 3 : 2);
    line = lineAt(position);
    trimNext = false;
    const comment = /^\s*\/\*/.exec(source.slice(position))?.[0];
    if (comment !== undefined && (trims || comment === '/*')) {
      const end = source.indexOf('*/', position);
      if (end === -1) return [...tokens, { kind: 'error', text: 'unclosed comment', line }];
      const close = /^(\s-)?\}\}/.exec(source.slice(end + 2));
      if (!close) {
        return [...tokens, { kind: 'error', text: 'comment ends before closing delimiter', line }];
      }
      trimNext = close[1] !== undefined;
      position = end + 2 + close[0].length;
      continue;
    }
    add('left', '{{');
    let parentheses = 0;
    for (;;) {
      const trimmed = /^[ \t\r\n]-\}\}/.exec(source.slice(position, position + 4));
      if (trimmed && parentheses === 0) {
        add('right', '}}');
        trimNext = true;
        position += 4;
        break;
      }
      ACTION.lastIndex = position;
      const groups = ACTION.exec(source)?.groups;
      const found = groups && Object.entries(groups).find(([, value]) => value !== undefined);
      const character = source.charAt(position);
      if (!found && /^[!-~]$/.test(character) && !'"`:'.includes(character)) {
        position += 1;
        add('character', character);
        continue;
      }
      if (!found) {
        return [...tokens, { kind: 'error', text: problemAt(source, position), line }];
      }
      const [kind, value] = found as [string, string];
      position += value.length;
      const bad = badCharacter(kind, source.slice(position));
      if (bad !== undefined) return [...tokens, { kind: 'error', text: bad, line }];
      if (kind === 'right') {
        if (parentheses > 0)
          return [...tokens, { kind: 'error', text: 'unclosed left paren', line }];
        add('right', value);
        break;
      }
      if (kind === 'open') parentheses += 1;
      if (kind === 'close') {
        parentheses -= 1;
        if (parentheses < 0)
          return [...tokens, { kind: 'error', text: 'unexpected right paren', line }];
      }
      add(kindOf(kind, value), value);
    }
  }
  return [...tokens, { kind: 'end', text: '', line: lineAt(source.length) }];
}

/** What may not stand right after a word. */
function badCharacter(kind: string, rest: string): string | undefined {
  if (!['word', 'field', 'variable'].includes(kind) || /^(?:$|[\s.,|:()]|\}\})/.test(rest))
    return undefined;
  return `bad character ${describeCharacter(rest)}`;
}

function describeCharacter(text: string): string {
  const character = String.fromCodePoint(text.codePointAt(0) ?? 0);
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${code} '${character}'`;
}

function kindOf(kind: string, value: string): TemplateToken['kind'] {
  if (kind !== 'word') return kind as TemplateToken['kind'];
  if (KEYWORDS.includes(value)) return 'keyword';
  if (value === 'true' || value === 'false') return 'boolean';
  return value === 'nil' ? 'nil' : 'identifier';
}

function problemAt(source: string, position: number): string {
  if (position >= source.length) return 'unclosed action';
  const character = String.fromCodePoint(source.codePointAt(position) ?? 0);
  if (character === '"') return 'unterminated quoted string';
  if (character === '`') return 'unterminated raw quoted string';
  if (character === ':') return 'expected :=';
  return `unrecognized character in action: ${describeCharacter(character)}`;
}
