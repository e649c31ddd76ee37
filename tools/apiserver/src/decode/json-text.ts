import type { Input } from './input.ts';
import { DEEPEST } from './size.ts';

/** What the text of a JSON document says, or why it is none. */
export type JsonText = { readonly value: Input } | { readonly error: string };

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const STRING = /"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SPACE = /[ \t\r\n]*/y;

/** Parses JSON, keeping the text of numbers and the keys that occur twice. */
export function parseJsonText(text: string): JsonText {
  const parser = new Parser(text);
  try {
    return { value: parser.document() };
  } catch (error) {
    if (error instanceof JsonTextError) return { error: error.message };
    throw error;
  }
}

class JsonTextError extends Error {}

function parseString(literal: string): string {
  try {
    return JSON.parse(literal) as string;
  } catch {
    throw new JsonTextError('invalid control character in string literal');
  }
}

class Parser {
  private readonly text: string;
  private offset = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): Input {
    const value = this.value(0);
    this.skipSpace();
    if (this.offset < this.text.length) throw this.unexpected('after top-level value');
    return value;
  }

  private value(depth: number): Input {
    if (depth > DEEPEST) throw new JsonTextError('exceeded max depth');
    this.skipSpace();
    switch (this.text[this.offset]) {
      case '{':
        return this.object(depth);
      case '[':
        return this.list(depth);
      case '"':
        return this.string();
      default:
        return this.literal();
    }
  }

  private object(depth: number): Input {
    const entries: (readonly [string, Input])[] = [];
    this.offset++;
    if (this.take('}')) return { entries };
    do {
      this.skipSpace();
      if (this.text[this.offset] !== '"') {
        throw this.unexpected('looking for beginning of object key string');
      }
      const key = this.string();
      if (!this.take(':')) throw this.unexpected('after object key');
      entries.push([key, this.value(depth + 1)]);
    } while (this.take(','));
    if (!this.take('}')) throw this.unexpected('after object key:value pair');
    return { entries };
  }

  private list(depth: number): Input {
    const items: Input[] = [];
    this.offset++;
    if (this.take(']')) return items;
    do {
      items.push(this.value(depth + 1));
    } while (this.take(','));
    if (!this.take(']')) throw this.unexpected('after array element');
    return items;
  }

  private string(): string {
    const literal = this.match(STRING);
    if (literal === undefined) throw this.unexpected('in string literal');
    return parseString(literal);
  }

  private literal(): Input {
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (!this.text.startsWith(word, this.offset)) continue;
      this.offset += word.length;
      return value;
    }
    const number = this.match(NUMBER);
    if (number === undefined) throw this.unexpected('looking for beginning of value');
    return { number };
  }

  private take(character: string): boolean {
    this.skipSpace();
    if (this.text[this.offset] !== character) return false;
    this.offset++;
    return true;
  }

  private skipSpace(): void {
    this.match(SPACE);
  }

  private match(expression: RegExp): string | undefined {
    expression.lastIndex = this.offset;
    const found = expression.exec(this.text)?.[0];
    this.offset += found?.length ?? 0;
    return found;
  }

  private unexpected(where: string): JsonTextError {
    const character = this.text[this.offset];
    if (character === undefined) return new JsonTextError('unexpected end of JSON input');
    return new JsonTextError(`invalid character '${character}' ${where}`);
  }
}
