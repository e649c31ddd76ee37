import { reservedWords } from './reserved-words.ts';
import type { Value } from '../run/value.ts';
import type { Expr, MapEntry } from './ast.ts';
import { SyntaxIssue } from './issue.ts';
import type { Token } from './lex.ts';
import { lex } from './lex.ts';
import { expandMacro } from './macros.ts';

const relations = new Map([
  ['<', '_<_'],
  ['<=', '_<=_'],
  ['>', '_>_'],
  ['>=', '_>=_'],
  ['==', '_==_'],
  ['!=', '_!=_'],
  ['in', '@in'],
]);
const sums = new Map([
  ['+', '_+_'],
  ['-', '_-_'],
]);
const products = new Map([
  ['*', '_*_'],
  ['/', '_/_'],
  ['%', '_%_'],
]);
const maxDepth = 250;
const maxSize = 100_000;
const primaries =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

/**
 * Parses an expression, macros expanded: those of a version of Kubernetes. Throws SyntaxIssue.
 * Grammar: cel-go parser/gen/CEL.g4 with optional syntax.
 */
export function parse(source: string, version?: string): Expr {
  if (source.length > maxSize) {
    throw new SyntaxIssue(
      0,
      `expression code point size exceeds limit: size: ${source.length}, limit ${maxSize}`,
    );
  }
  const cursor = new Cursor(lex(source), version);
  const expr = ternary(cursor);
  if (cursor.peek.kind !== 'eof') {
    throw new SyntaxIssue(
      cursor.peek.pos,
      `Syntax error: extraneous input '${cursor.peek.text}' expecting <EOF>`,
    );
  }
  return expr;
}

class Cursor {
  readonly version: string | undefined;
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], version: string | undefined) {
    this.#tokens = tokens;
    this.version = version;
  }

  get peek(): Token {
    const token = this.#tokens[this.#index] ?? this.#tokens.at(-1);
    if (token === undefined) throw new SyntaxIssue(0, 'Syntax error: no tokens');
    return token;
  }

  at(offset: number): Token | undefined {
    return this.#tokens[this.#index + offset];
  }

  next(): Token {
    const token = this.peek;
    this.#index += 1;
    return token;
  }

  /** Takes the operator if it is next. */
  accept(op: string): Token | undefined {
    return this.peek.kind === 'op' && this.peek.text === op ? this.next() : undefined;
  }

  expect(op: string): Token {
    const token = this.accept(op);
    if (token) return token;
    const { pos, text, kind } = this.peek;
    if (op === ')' && kind === 'eof')
      throw new SyntaxIssue(pos, `Syntax error: missing ')' at '<EOF>'`);
    const expected = op === ']' ? "{']', ','}" : `'${op}'`;
    throw new SyntaxIssue(pos, `Syntax error: mismatched input '${text}' expecting ${expected}`);
  }

  nested<Result>(read: () => Result): Result {
    this.#depth += 1;
    if (this.#depth > maxDepth) {
      throw new SyntaxIssue(this.peek.pos, `max recursion depth exceeded: ${maxDepth}`);
    }
    const result = read();
    this.#depth -= 1;
    return result;
  }
}

function call(pos: number, fn: string, ...args: readonly Expr[]): Expr {
  return { kind: 'call', pos, fn, target: undefined, args };
}

function literal(pos: number, value: Value): Expr {
  return { kind: 'literal', pos, value };
}

function ternary(cursor: Cursor): Expr {
  return cursor.nested(() => {
    const condition = either(cursor);
    const mark = cursor.accept('?');
    if (!mark) return condition;
    const truthy = either(cursor);
    cursor.expect(':');
    return call(mark.pos, '_?_:_', condition, truthy, ternary(cursor));
  });
}

function either(cursor: Cursor): Expr {
  return logical(cursor, '||', '_||_', (inner) => logical(inner, '&&', '_&&_', relation));
}

/** Chains of one logical operator become a balanced tree, as cel-go does to bound the depth. */
function logical(cursor: Cursor, op: string, fn: string, operand: (cursor: Cursor) => Expr): Expr {
  const terms = [operand(cursor)];
  const marks: number[] = [];
  for (let mark = cursor.accept(op); mark; mark = cursor.accept(op)) {
    marks.push(mark.pos);
    terms.push(operand(cursor));
  }
  return balance(fn, terms, marks, 0, marks.length);
}

function balance(
  fn: string,
  terms: readonly Expr[],
  marks: readonly number[],
  low: number,
  high: number,
): Expr {
  if (low === high) return termAt(terms, low);
  const middle = Math.floor((low + high) / 2);
  const left = middle === low ? termAt(terms, low) : balance(fn, terms, marks, low, middle);
  const right = balance(fn, terms, marks, middle + 1, high);
  return call(marks[middle] ?? 0, fn, left, right);
}

function termAt(terms: readonly Expr[], index: number): Expr {
  const term = terms[index];
  if (term === undefined) throw new SyntaxIssue(0, 'Syntax error: missing operand');
  return term;
}

function relation(cursor: Cursor): Expr {
  return infix(cursor, relations, (inner) =>
    infix(inner, sums, (deeper) => infix(deeper, products, unary)),
  );
}

function infix(
  cursor: Cursor,
  table: ReadonlyMap<string, string>,
  operand: (cursor: Cursor) => Expr,
): Expr {
  let left = operand(cursor);
  for (;;) {
    const { kind, text, pos } = cursor.peek;
    const fn = kind === 'op' || text === 'in' ? table.get(text) : undefined;
    if (fn === undefined || kind === 'string') return left;
    cursor.next();
    left = call(pos, fn, left, operand(cursor));
  }
}

function unary(cursor: Cursor): Expr {
  const first = cursor.peek;
  if (first.kind !== 'op' || (first.text !== '!' && first.text !== '-')) return member(cursor);
  if (first.text === '-' && isNumber(cursor.at(1))) return member(cursor);
  let count = 0;
  while (cursor.peek.text === first.text && cursor.peek.kind === 'op') {
    if (first.text === '-' && count > 0 && isNumber(cursor.at(1))) break;
    cursor.next();
    count += 1;
  }
  const operand = cursor.nested(() => member(cursor));
  if (count % 2 === 0) return operand;
  return call(first.pos, first.text === '!' ? '!_' : '-_', operand);
}

function isNumber(token: Token | undefined): boolean {
  return token?.kind === 'int' || token?.kind === 'double';
}

function member(cursor: Cursor): Expr {
  let expr = primary(cursor);
  for (let depth = 0; ; depth += 1) {
    if (depth > maxDepth)
      throw new SyntaxIssue(cursor.peek.pos, `max recursion depth exceeded: ${maxDepth}`);
    const bracket = cursor.accept('[');
    if (bracket) {
      const optional = cursor.accept('?') !== undefined;
      const index = ternary(cursor);
      cursor.expect(']');
      expr = call(bracket.pos, optional ? '_[?_]' : '_[_]', expr, index);
      continue;
    }
    const dot = cursor.accept('.');
    if (!dot) return expr;
    expr = afterDot(cursor, expr, dot);
  }
}

function afterDot(cursor: Cursor, operand: Expr, dot: Token): Expr {
  const optional = cursor.accept('?') !== undefined;
  const name = identifier(cursor);
  if (optional) return call(dot.pos, '_?._', operand, literal(name.pos, name.text));
  const open = cursor.accept('(');
  if (!open) return { kind: 'select', pos: dot.pos, operand, field: name.text, testOnly: false };
  const args = arguments_(cursor);
  return (
    expandMacro({ name: name.text, target: operand, args, pos: open.pos }, cursor.version) ?? {
      kind: 'call',
      pos: open.pos,
      fn: name.text,
      target: operand,
      args,
    }
  );
}

function identifier(cursor: Cursor): Token {
  const token = cursor.peek;
  if (token.kind !== 'ident' || ['true', 'false', 'null', 'in'].includes(token.text)) {
    throw new SyntaxIssue(
      token.pos,
      `Syntax error: no viable alternative at input '.${token.kind === 'eof' ? '' : token.text}'`,
    );
  }
  return cursor.next();
}

function arguments_(cursor: Cursor): Expr[] {
  const args: Expr[] = [];
  if (cursor.accept(')')) return args;
  do args.push(ternary(cursor));
  while (cursor.accept(','));
  cursor.expect(')');
  return args;
}

function primary(cursor: Cursor): Expr {
  const token = cursor.next();
  switch (token.kind) {
    case 'string':
    case 'bytes':
    case 'uint':
    case 'double':
      return literal(token.pos, token.value ?? null);
    case 'int':
      return literal(token.pos, integer(token, ''));
    case 'ident':
      return named(cursor, token, '');
    case 'op':
      return fromOperator(cursor, token);
    case 'eof':
      throw new SyntaxIssue(
        token.pos,
        `Syntax error: mismatched input '<EOF>' expecting ${primaries}`,
      );
  }
}

function integer(token: Token, sign: string): bigint {
  const magnitude = BigInt(token.text);
  const value = sign === '-' ? -magnitude : magnitude;
  if (BigInt.asIntN(64, value) !== value) throw new SyntaxIssue(token.pos, 'invalid int literal');
  return value;
}

function named(cursor: Cursor, token: Token, lead: string): Expr {
  if (token.text === 'true' || token.text === 'false')
    return literal(token.pos, token.text === 'true');
  if (token.text === 'null') return literal(token.pos, null);
  if (token.text === 'in') {
    throw new SyntaxIssue(token.pos, `Syntax error: mismatched input 'in' expecting ${primaries}`);
  }
  const struct = structName(cursor, token);
  if (struct !== undefined) return structLiteral(cursor, struct);
  if (reservedWords.has(token.text))
    throw new SyntaxIssue(token.pos, `reserved identifier: ${token.text}`);
  const open = cursor.accept('(');
  if (!open) return { kind: 'ident', pos: token.pos, name: lead + token.text };
  const args = arguments_(cursor);
  return (
    expandMacro({ name: token.text, target: undefined, args, pos: open.pos }, cursor.version) ??
    call(open.pos, lead + token.text, ...args)
  );
}

/** `a.b.C {` is a message; anything else is a plain name. Looks ahead without taking tokens. */
function structName(cursor: Cursor, first: Token): string | undefined {
  let name = first.text;
  for (let offset = 0; ; offset += 2) {
    const mark = cursor.at(offset);
    if (mark?.kind === 'op' && mark.text === '{') {
      for (let taken = 0; taken < offset; taken += 1) cursor.next();
      return name;
    }
    const part = cursor.at(offset + 1);
    if (mark?.kind !== 'op' || mark.text !== '.' || part?.kind !== 'ident') return undefined;
    name += `.${part.text}`;
  }
}

function structLiteral(cursor: Cursor, name: string): Expr {
  const { pos } = cursor.expect('{');
  const fields: { pos: number; name: string; value: Expr }[] = [];
  while (!cursor.accept('}')) {
    cursor.accept('?');
    const field = identifier(cursor);
    const colon = cursor.expect(':');
    fields.push({ pos: colon.pos, name: field.text, value: ternary(cursor) });
    if (!cursor.accept(',')) {
      cursor.expect('}');
      break;
    }
  }
  return { kind: 'struct', pos, name, fields };
}

function fromOperator(cursor: Cursor, token: Token): Expr {
  switch (token.text) {
    case '(': {
      const inner = ternary(cursor);
      cursor.expect(')');
      return inner;
    }
    case '[':
      return listLiteral(cursor, token);
    case '{':
      return mapLiteral(cursor, token);
    case '.':
      return named(cursor, identifier(cursor), '.');
    case '-': {
      const number = cursor.next();
      if (number.kind === 'int') return literal(token.pos, integer(number, '-'));
      if (number.kind === 'double' && typeof number.value === 'number')
        return literal(token.pos, -number.value);
      break;
    }
  }
  throw new SyntaxIssue(
    token.pos,
    `Syntax error: mismatched input '${token.text}' expecting ${primaries}`,
  );
}

function listLiteral(cursor: Cursor, { pos }: Token): Expr {
  const elements: Expr[] = [];
  const optional = new Set<number>();
  while (!cursor.accept(']')) {
    if (cursor.accept('?')) optional.add(elements.length);
    elements.push(ternary(cursor));
    if (!cursor.accept(',')) {
      cursor.expect(']');
      break;
    }
  }
  return { kind: 'list', pos, elements, optional };
}

function mapLiteral(cursor: Cursor, { pos }: Token): Expr {
  const entries: MapEntry[] = [];
  while (!cursor.accept('}')) {
    const optional = cursor.accept('?') !== undefined;
    const key = ternary(cursor);
    const colon = cursor.expect(':');
    entries.push({ pos: colon.pos, key, value: ternary(cursor), optional });
    if (!cursor.accept(',')) {
      cursor.expect('}');
      break;
    }
  }
  return { kind: 'map', pos, entries };
}
