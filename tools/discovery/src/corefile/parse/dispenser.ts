import { CorefileError } from '../corefile-error.ts';
import type { Position } from '../corefile-error.ts';
import { positionOf } from './token.ts';
import type { Token } from './token.ts';

/**
 * A cursor over words that knows lines and blocks. It stands before the first word, on a word, or past the last one.
 * Source: github.com/coredns/caddy caddyfile/dispenser.go.
 */
export class Dispenser {
  readonly #file: string;
  readonly #before: Token[] = [];
  #current: Token | undefined;
  /** What is left, the next word last, so that imports are put in place without moving the rest. */
  #after: Token[];
  #nesting = 0;
  #started = false;

  constructor(file: string, tokens: readonly Token[]) {
    this.#file = file;
    this.#after = tokens.toReversed();
  }

  /** Moves on to the next word; false where there is none. */
  next(): boolean {
    const token = this.#after.pop();
    if (!token) return false;
    if (this.#current) this.#before.push(this.#current);
    this.#current = token;
    this.#started = true;
    return true;
  }

  /** Moves on to the next word if it is on the same line. */
  nextArg(): boolean {
    if (!this.#started) {
      if (!this.next()) this.#started = true;
      return true;
    }
    const following = this.#after.at(-1);
    return this.#current !== undefined &&
      following !== undefined &&
      sameLine(this.#current, following)
      ? this.next()
      : false;
  }

  /** Moves on to the next word of a block, which opens on the same line; false where the block ended, or none opens. */
  nextBlock(): boolean {
    if (this.#nesting > 0) {
      if (!this.next()) return false;
      if (this.value() === '{') {
        this.back();
      } else if (this.value() === '}') {
        this.#nesting -= 1;
        return false;
      } else {
        return true;
      }
    }
    if (!this.nextArg()) return false;
    if (this.value() !== '{') {
      this.back();
      return false;
    }
    if (!this.next() || this.value() === '}') return false;
    this.#nesting += 1;
    return true;
  }

  /** All further words of the line up to an opening brace. */
  remainingArgs(): string[] {
    const args: string[] = [];
    while (this.nextArg()) {
      if (this.value() === '{') {
        this.back();
        break;
      }
      args.push(this.value());
    }
    return args;
  }

  back(): void {
    if (this.#current) this.#after.push(this.#current);
    this.#current = this.#before.pop();
    if (!this.#current) this.#started = false;
  }

  /** Puts words in the place of the current one and of the one before it, and moves to the first of them. */
  replaceTwo(tokens: readonly Token[]): void {
    this.#current = undefined;
    this.#before.pop();
    for (const token of tokens.toReversed()) this.#after.push(token);
    this.#current = this.#after.pop();
    this.#started = true;
  }

  /** Changes the text of the current word. */
  rename(text: string): void {
    if (this.#current) this.#current = { ...this.#current, text };
  }

  get current(): Token | undefined {
    return this.#current;
  }

  /** The text of the current word; '' where there is none. */
  value(): string {
    return this.#current?.text ?? '';
  }

  get file(): string {
    return this.#current?.file ?? this.#file;
  }

  get line(): number {
    return this.#current?.line ?? 0;
  }

  get position(): Position | undefined {
    const at = this.#current ?? this.#before.at(-1);
    return at && positionOf(at);
  }

  /** Whether the current word is the first of its line. */
  get isNewLine(): boolean {
    const previous = this.#before.at(-1);
    if (!previous) return true;
    return this.#current !== undefined && !sameOrEarlierLine(previous, this.#current);
  }

  /** An error that names file and line. */
  error(message: string): CorefileError {
    return this.failure(`${this.file}:${this.line} - Error during parsing: ${message}`);
  }

  /** An error whose text names no place. */
  failure(message: string): CorefileError {
    return new CorefileError(message, this.position);
  }

  argumentError(): CorefileError {
    if (this.value() === '{') return this.error("Unexpected token '{', expecting argument");
    return this.error(`Wrong argument count or unexpected line ending after '${this.value()}'`);
  }

  syntaxError(expected: string): CorefileError {
    const where = `${this.file}:${this.line}`;
    return this.failure(
      `${where} - Syntax error: Unexpected token '${this.value()}', expecting '${expected}'`,
    );
  }

  endError(): CorefileError {
    return this.error('Unexpected EOF');
  }
}

function lastLine({ text, line }: Token): number {
  return text.includes('\n') ? line + text.split('\n').length - 1 : line;
}

function sameLine(token: Token, following: Token): boolean {
  return token.file === following.file && lastLine(token) === following.line;
}

function sameOrEarlierLine(previous: Token, token: Token): boolean {
  return previous.file === token.file && lastLine(previous) >= token.line;
}
