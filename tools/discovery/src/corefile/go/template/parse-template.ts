import { quote } from '../quote.ts';
import { FUNCTIONS } from './node.ts';
import type { Operand, Pipeline, TemplateNode } from './node.ts';
import { tokenizeTemplate } from './tokenize-template.ts';
import type { TemplateToken } from './tokenize-template.ts';

/** A template; or the message of why Go does not take it; or what of it is not modelled. */
export type ParsedTemplate =
  | { readonly nodes: readonly TemplateNode[] }
  | { readonly error: string }
  | { readonly unsupported: string };

class TemplateError extends Error {}
class Unsupported extends Error {}

const MAX_DEPTH = 50;

/** Reads a template of Go (`text/template`). The message of an error is Go's. */
export function parseTemplate(name: string, text: string): ParsedTemplate {
  try {
    return { nodes: parse(name, text) };
  } catch (error) {
    if (error instanceof Unsupported) return { unsupported: error.message };
    if (error instanceof TemplateError) return { error: error.message };
    throw error;
  }
}

function parse(name: string, text: string): readonly TemplateNode[] {
  const tokens = tokenizeTemplate(text);
  let index = 0;
  let depth = 0;
  let variables: string[] = ['$'];
  const peek = (): TemplateToken => tokens[index] ?? { kind: 'end', text: '', line: 1 };
  const take = (): TemplateToken => {
    const token = peek();
    index += 1;
    return token;
  };
  const fail = (message: string, line = peek().line): never => {
    throw new TemplateError(`template: ${name}:${line}: ${message}`);
  };
  const unexpected = (token: TemplateToken, context: string): never =>
    token.kind === 'error'
      ? fail(token.text, token.line)
      : fail(`unexpected ${describe(token)} in ${context}`, token.line);
  const skipSpace = (): void => {
    while (peek().kind === 'space') index += 1;
  };

  const readPath = (): string[] => {
    const path: string[] = [];
    while (peek().kind === 'field') path.push(take().text.slice(1));
    return path;
  };

  const readOperand = (): Operand | undefined => {
    const token = peek();
    switch (token.kind) {
      case 'identifier': {
        index += 1;
        const known = FUNCTIONS.get(token.text);
        if (known === undefined)
          return fail(`function ${quote(token.text)} not defined`, token.line);
        if (!known) throw new Unsupported(`the function ${token.text}`);
        return { kind: 'function', name: token.text };
      }
      case 'dot':
        index += 1;
        return { kind: 'field', path: [] };
      case 'field':
        return { kind: 'field', path: readPath() };
      case 'variable': {
        index += 1;
        if (!variables.includes(token.text)) {
          return fail(`undefined variable ${quote(token.text)}`, token.line);
        }
        return { kind: 'variable', name: token.text, path: readPath() };
      }
      case 'nil':
        index += 1;
        return { kind: 'constant', value: null };
      case 'boolean':
        index += 1;
        return { kind: 'constant', value: token.text === 'true' };
      case 'number':
        index += 1;
        return { kind: 'constant', value: readNumber(token) };
      case 'string':
        index += 1;
        return { kind: 'constant', value: unquote(token) };
      case 'open': {
        index += 1;
        depth += 1;
        if (depth > MAX_DEPTH) throw new Unsupported('deep brackets');
        const pipeline = readPipeline('parenthesized pipeline', 'close');
        depth -= 1;
        return { kind: 'pipeline', pipeline, path: readPath() };
      }
      default:
        return undefined;
    }
  };

  const readNumber = (token: TemplateToken): number => {
    const value = Number(token.text.replaceAll('_', ''));
    if (/^[+-]?(?:0|[1-9]\d*)$/.test(token.text) && Number.isSafeInteger(value)) return value;
    throw new Unsupported(`the number ${token.text}`);
  };

  const unquote = ({ text: source }: TemplateToken): string => {
    if (source.startsWith('`')) return source.slice(1, -1);
    try {
      const value: unknown = JSON.parse(source);
      if (typeof value === 'string') return value;
    } catch {
      // Escapes that JSON does not have.
    }
    throw new Unsupported(`the text ${source}`);
  };

  const readCommand = (): Operand[] => {
    const operands: Operand[] = [];
    for (;;) {
      skipSpace();
      const operand = readOperand();
      if (operand) operands.push(operand);
      const token = peek();
      if (token.kind === 'space') {
        index += 1;
        continue;
      }
      if (token.kind === 'right' || token.kind === 'close') break;
      if (token.kind === 'pipe') {
        index += 1;
        break;
      }
      unexpected(token, 'operand');
    }
    if (operands.length === 0) fail('empty command');
    return operands;
  };

  function readPipeline(context: string, end: 'right' | 'close'): Pipeline {
    skipSpace();
    let variable: Pipeline['variable'];
    const first = peek();
    if (first.kind === 'variable') {
      const after = tokens.slice(index + 1).find((token) => token.kind !== 'space');
      if (after?.kind === 'assign' || after?.kind === 'declare') {
        variable = { name: first.text, declare: after.kind === 'declare' };
        index = tokens.indexOf(after, index) + 1;
        if (variable.declare) variables.push(first.text);
        else if (!variables.includes(first.text)) {
          fail(`undefined variable ${quote(first.text)}`, first.line);
        }
      } else if (after?.kind === 'comma') {
        throw new Unsupported('range');
      }
    }
    const commands: Operand[][] = [];
    for (;;) {
      skipSpace();
      const token = peek();
      if (token.kind === end) {
        if (commands.length === 0) fail(`missing value for ${context}`, token.line);
        for (const [first_] of commands.slice(1)) {
          if (first_?.kind === 'constant')
            fail(`non executable command in pipeline stage 2`, token.line);
        }
        index += 1;
        return { variable, commands };
      }
      if (token.kind === 'right' || token.kind === 'close') unexpected(token, context);
      const starts = [
        'boolean',
        'dot',
        'field',
        'identifier',
        'number',
        'nil',
        'string',
        'variable',
        'open',
      ];
      if (!starts.includes(token.kind)) unexpected(token, context);
      commands.push(readCommand());
    }
  }

  /** Nodes up to `{{end}}`, `{{else}}` or the end of the text. */
  const readNodes = (): { nodes: TemplateNode[]; end: 'end' | 'else' | 'eof' } => {
    const nodes: TemplateNode[] = [];
    for (;;) {
      const token = take();
      if (token.kind === 'end') return { nodes, end: 'eof' };
      if (token.kind === 'error') return fail(token.text, token.line);
      if (token.kind === 'text') {
        nodes.push({ kind: 'text', text: token.text });
        continue;
      }
      skipSpace();
      const keyword = peek();
      if (keyword.kind !== 'keyword') {
        nodes.push({ kind: 'action', pipeline: readPipeline('command', 'right') });
        continue;
      }
      index += 1;
      if (keyword.text === 'end' || keyword.text === 'else') {
        skipSpace();
        if (keyword.text === 'else' && peek().kind === 'keyword') {
          throw new Unsupported('else if');
        }
        if (peek().kind !== 'right') unexpected(peek(), keyword.text);
        index += 1;
        return { nodes, end: keyword.text };
      }
      if (keyword.text === 'if' || keyword.text === 'with') {
        nodes.push(readCondition(keyword.text));
        continue;
      }
      throw new Unsupported(keyword.text);
    }
  };

  const readCondition = (kind: 'if' | 'with'): TemplateNode => {
    depth += 1;
    if (depth > MAX_DEPTH) throw new Unsupported('deep conditions');
    const known = variables;
    variables = [...known];
    const pipeline = readPipeline(kind, 'right');
    const body = readNodes();
    const otherwise = body.end === 'else' ? readNodes() : { nodes: [], end: body.end };
    if (otherwise.end === 'eof') fail('unexpected EOF');
    if (otherwise.end === 'else') fail('expected end; found {{else}}');
    variables = known;
    depth -= 1;
    return { kind, pipeline, body: body.nodes, otherwise: otherwise.nodes };
  };

  const { nodes, end } = readNodes();
  if (end !== 'eof') fail(`unexpected {{${end}}}`, tokens[index - 1]?.line);
  return nodes;
}

function describe({ kind, text }: TemplateToken): string {
  if (kind === 'end') return 'EOF';
  if (kind === 'keyword') return `<${text}>`;
  return text.length > 10 ? `${quote(text.slice(0, 10))}...` : quote(text);
}
