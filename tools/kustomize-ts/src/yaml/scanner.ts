import {
  AMPERSAND,
  ASTERISK,
  BYTE_ORDER_MARK,
  CARRIAGE_RETURN,
  COLON,
  COMMA,
  DOUBLE_QUOTE,
  EXCLAMATION,
  GREATER_THAN,
  HASH,
  HYPHEN,
  LEFT_BRACE,
  LEFT_BRACKET,
  LINE_FEED,
  PERCENT,
  PERIOD,
  QUESTION,
  RIGHT_BRACE,
  RIGHT_BRACKET,
  SINGLE_QUOTE,
  SPACE,
  TAB,
  VERTICAL_BAR,
  isBlank,
  isBlankOrEnd,
  isBreak,
  isBreakOrEnd,
} from './characters.ts';
import type { Dialect } from './dialect.ts';
import type { ScalarStyle, Source } from './node.ts';
import { scanBlockScalar } from './scan-block-scalar.ts';
import { scanPlainScalar } from './scan-plain-scalar.ts';
import { scanQuotedScalar } from './scan-quoted-scalar.ts';
import { scanAnchorName, scanDirective, scanTag } from './scan-properties.ts';
import { limitError, syntaxError } from './syntax-error.ts';
import { TokenType, type Token } from './token.ts';

/** A place where a mapping key without `?` may have begun; one per level of flow collections. */
interface SimpleKey {
  possible: boolean;
  /** The queue waits for the key. */
  awaited: boolean;
  /** Something else than a key would be an error here: the column is that of the block mapping. */
  required: boolean;
  tokenNumber: number;
  position: number;
  line: number;
  column: number;
}

/** go-yaml looks for the `:` of a key no further than this. */
const SIMPLE_KEY_LENGTH = 1024;

/** go-yaml refuses deeper flow collections and deeper indentation. */
const MAX_DEPTH = 10_000;

/**
 * Turns text into the tokens of go-yaml: the same ones, read equally far ahead, with the same refusals.
 * The reading position is public to the functions that scan one kind of token each.
 */
export class Scanner {
  readonly text: string;
  readonly source: Source | undefined;
  /** go-yaml v3 attaches comments to nodes, and for that lets through tabs that v2 refuses and reads two tokens ahead. */
  private readonly readsComments: boolean;

  position = 0;
  /** Counts from 0. */
  line = 0;
  /** Offset of the first character of the current line. */
  lineStart = 0;
  /** Column of the innermost block collection, -1 outside of all. */
  indent = -1;
  flowLevel = 0;
  simpleKeyAllowed = true;

  private readonly indents: number[] = [];
  private readonly simpleKeys: SimpleKey[] = [newSimpleKey()];
  private readonly tokens: Token[] = [];
  private head = 0;
  private available = false;

  constructor(text: string, source: Source | undefined, dialect: Dialect, firstLine: number) {
    this.text = text;
    this.source = source;
    this.readsComments = dialect === '1.2';
    this.line = firstLine;
    if (text.charCodeAt(0) === BYTE_ORDER_MARK) this.position = this.lineStart = 1;
  }

  /** The next token, which stays the next one. */
  peek(): Token {
    if (!this.available) {
      const ahead = this.readsComments ? 2 : 0;
      // A token that may start a key is not handed out before it is known whether a `:` follows.
      while (this.head >= this.tokens.length - ahead || this.mayStartKey(this.head)) this.fetch();
      this.available = true;
    }
    return this.tokens[this.head]!;
  }

  /** Takes the next token off the queue. */
  skip(): void {
    this.head++;
    this.available = false;
  }

  get column(): number {
    return this.position - this.lineStart;
  }

  /** Skips the line break at the position. */
  skipBreak(): void {
    const c = this.text.charCodeAt(this.position++);
    if (c === CARRIAGE_RETURN && this.text.charCodeAt(this.position) === LINE_FEED) this.position++;
    this.line++;
    this.lineStart = this.position;
  }

  /** Skips the line break at the position and returns what it reads as: CR, CRLF and NEL are line feeds. */
  readBreak(): string {
    const c = this.text.charCodeAt(this.position);
    this.skipBreak();
    return c > 0xff ? String.fromCharCode(c) : '\n';
  }

  /** Whether `---` or `...` stands at the start of this line. */
  atDocumentIndicator(): boolean {
    const { text, position } = this;
    if (position !== this.lineStart) return false;
    const c = text.charCodeAt(position);
    return (
      (c === HYPHEN || c === PERIOD) &&
      text.charCodeAt(position + 1) === c &&
      text.charCodeAt(position + 2) === c &&
      isBlankOrEnd(text.charCodeAt(position + 3))
    );
  }

  /** An error at the reading position. */
  error(reason: string, fix?: string) {
    return syntaxError(reason, this.source, this.line + 1, this.column + 1, fix);
  }

  private mayStartKey(tokenNumber: number): boolean {
    for (let i = this.simpleKeys.length - 1; i >= 0; i--) {
      const key = this.simpleKeys[i]!;
      if (!key.possible) continue;
      if (key.tokenNumber < tokenNumber) return false;
      if (key.tokenNumber === tokenNumber) return key.awaited && this.isValid(key);
    }
    return false;
  }

  private isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.line === this.line && !this.isTooFarFrom(key)) return true;
    if (key.required) throw this.missingColon(key);
    key.possible = false;
    return false;
  }

  private isTooFarFrom(key: SimpleKey): boolean {
    if (this.position - key.position <= SIMPLE_KEY_LENGTH) return false;
    // go-yaml counts characters, not UTF-16 units.
    let length = 0;
    for (let i = key.position; i < this.position; i++) {
      if ((this.text.charCodeAt(i) & 0xfc00) !== 0xdc00) length++;
    }
    return length > SIMPLE_KEY_LENGTH;
  }

  private missingColon(key: SimpleKey) {
    return syntaxError(
      "could not find expected ':'",
      this.source,
      key.line + 1,
      key.column + 1,
      'a mapping key stands on one line, is followed by a colon and a space, and is no longer than 1024 characters',
    );
  }

  private saveSimpleKey(): void {
    if (!this.simpleKeyAllowed) return;
    this.removeSimpleKey();
    const key = this.simpleKeys[this.simpleKeys.length - 1]!;
    key.possible = true;
    key.awaited = true;
    key.required = this.flowLevel === 0 && this.indent === this.column;
    key.tokenNumber = this.tokens.length;
    key.position = this.position;
    key.line = this.line;
    key.column = this.column;
  }

  private removeSimpleKey(): void {
    const key = this.simpleKeys[this.simpleKeys.length - 1]!;
    if (!key.possible) return;
    if (key.required) throw this.missingColon(key);
    key.possible = false;
  }

  /** Opens a block collection where the column lies deeper than the current one; `tokenNumber` is where its token goes. */
  private rollIndent(line: number, column: number, type: TokenType, tokenNumber: number): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    if (this.indents.length > MAX_DEPTH) throw this.tooDeep();
    this.insert(tokenNumber, type, line, column);
  }

  /** Closes the block collections that lie deeper than the column. */
  private unrollIndent(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.push(TokenType.BlockEnd);
      this.indent = this.indents.pop()!;
    }
  }

  private tooDeep() {
    return limitError(
      `collections are nested more than ${MAX_DEPTH} levels deep`,
      this.source,
      this.line + 1,
      this.column + 1,
    );
  }

  private push(type: TokenType): void {
    this.tokens.push(newToken(type, this.line, this.column, '', '', 'plain'));
  }

  private insert(tokenNumber: number, type: TokenType, line: number, column: number): void {
    const token = newToken(type, line, column, '', '', 'plain');
    if (tokenNumber >= this.tokens.length || tokenNumber < this.head) this.tokens.push(token);
    else this.tokens.splice(tokenNumber, 0, token);
  }

  /** Adds one token or more to the queue. */
  private fetch(): void {
    const afterComment = this.scanToNextToken();
    this.unrollIndent(this.column);

    const { text, position } = this;
    const c = text.charCodeAt(position);
    if (position >= text.length) return this.fetchStreamEnd(afterComment);
    if (position === this.lineStart) {
      if (c === PERCENT) return this.fetchDirective();
      if (this.atDocumentIndicator()) {
        return this.fetchDocumentIndicator(
          c === HYPHEN ? TokenType.DocumentStart : TokenType.DocumentEnd,
          afterComment,
        );
      }
    }

    switch (c) {
      case LEFT_BRACKET:
        return this.fetchFlowStart(TokenType.FlowSequenceStart);
      case LEFT_BRACE:
        return this.fetchFlowStart(TokenType.FlowMappingStart);
      case RIGHT_BRACKET:
        return this.fetchFlowEnd(TokenType.FlowSequenceEnd);
      case RIGHT_BRACE:
        return this.fetchFlowEnd(TokenType.FlowMappingEnd);
      case COMMA:
        return this.fetchFlowEntry();
      case HYPHEN:
        if (isBlankOrEnd(text.charCodeAt(position + 1))) return this.fetchBlockEntry();
        return this.fetchPlainScalar();
      case QUESTION:
        if (this.flowLevel > 0 || isBlankOrEnd(text.charCodeAt(position + 1))) {
          return this.fetchKey();
        }
        return this.fetchPlainScalar();
      case COLON:
        if (this.flowLevel > 0 || isBlankOrEnd(text.charCodeAt(position + 1))) {
          return this.fetchValue();
        }
        return this.fetchPlainScalar();
      case ASTERISK:
        return this.fetchAnchor(TokenType.Alias);
      case AMPERSAND:
        return this.fetchAnchor(TokenType.Anchor);
      case EXCLAMATION:
        return this.fetchTag();
      case VERTICAL_BAR:
        if (this.flowLevel === 0) return this.fetchBlockScalar('literal');
        break;
      case GREATER_THAN:
        if (this.flowLevel === 0) return this.fetchBlockScalar('folded');
        break;
      case SINGLE_QUOTE:
        return this.fetchQuotedScalar('single');
      case DOUBLE_QUOTE:
        return this.fetchQuotedScalar('double');
      case TAB:
        throw this.error(
          'found a tab character where indentation is expected',
          'indent with spaces',
        );
      // What remains of the indicators: # % @ `
      case HASH:
      case PERCENT:
      case 0x40:
      case 0x60:
        break;
      default:
        return this.fetchPlainScalar();
    }
    throw this.error(
      `found character '${text[position]}' that cannot start any token`,
      'quote the value',
    );
  }

  /** Skips white space and comments; returns whether there was a comment. */
  private scanToNextToken(): boolean {
    const { text } = this;
    let sawComment = false;
    // go-yaml v3 takes the lines of a comment that does not stand behind a token together, whatever indents them.
    let inComments = false;
    for (;;) {
      let c = text.charCodeAt(this.position);
      while (
        c === SPACE ||
        (c === TAB &&
          (this.flowLevel > 0 || !this.simpleKeyAllowed || (inComments && this.isBeforeComment())))
      ) {
        c = text.charCodeAt(++this.position);
      }
      if (c === HASH) {
        inComments ||= this.readsComments && (this.simpleKeyAllowed || this.isAfterIndicator());
        sawComment = true;
        this.skipToBreak();
        c = text.charCodeAt(this.position);
      }
      if (!isBreak(c)) return sawComment;
      this.skipBreak();
      if (this.flowLevel === 0) this.simpleKeyAllowed = true;
    }
  }

  /** Whether the last token is a `---` or `...`. */
  private isAfterIndicator(): boolean {
    const type = this.tokens.at(-1)?.type;
    return type === TokenType.DocumentStart || type === TokenType.DocumentEnd;
  }

  /** Whether nothing but white space stands between the position and a comment. */
  private isBeforeComment(): boolean {
    let next = this.position;
    let c = this.text.charCodeAt(next);
    while (isBlank(c) || isBreak(c)) c = this.text.charCodeAt(++next);
    return c === HASH;
  }

  private skipToBreak(): void {
    while (!isBreakOrEnd(this.text.charCodeAt(this.position))) this.position++;
  }

  /** The comment on the line of a `?` or `:`, before which go-yaml v3 lets tabs stand. */
  private skipLineComment(): void {
    if (!this.readsComments) return;
    let next = this.position;
    while (isBlank(this.text.charCodeAt(next))) next++;
    if (this.text.charCodeAt(next) !== HASH) return;
    this.position = next;
    this.skipToBreak();
  }

  private fetchStreamEnd(afterComment: boolean): void {
    if (this.column !== 0) {
      this.line++;
      this.lineStart = this.position;
    }
    this.unrollIndent(-1);
    this.removeSimpleKey();
    this.simpleKeyAllowed = false;
    this.push(TokenType.StreamEnd);
    this.tokens.at(-1)!.afterComment = afterComment;
  }

  private fetchDirective(): void {
    this.unrollIndent(-1);
    this.removeSimpleKey();
    this.simpleKeyAllowed = false;
    const { line, column } = this;
    const { name, value, prefix } = scanDirective(this);
    const type = name === 'YAML' ? TokenType.VersionDirective : TokenType.TagDirective;
    this.tokens.push(newToken(type, line, column, value, prefix, 'plain'));
  }

  private fetchDocumentIndicator(type: TokenType, afterComment: boolean): void {
    this.unrollIndent(-1);
    this.removeSimpleKey();
    this.simpleKeyAllowed = false;
    this.push(type);
    this.tokens.at(-1)!.afterComment = afterComment;
    this.position += 3;
  }

  private fetchFlowStart(type: TokenType): void {
    this.saveSimpleKey();
    const key = newSimpleKey();
    key.tokenNumber = this.tokens.length;
    this.simpleKeys.push(key);
    this.flowLevel++;
    if (this.flowLevel > MAX_DEPTH) throw this.tooDeep();
    this.simpleKeyAllowed = true;
    this.push(type);
    this.position++;
  }

  private fetchFlowEnd(type: TokenType): void {
    this.removeSimpleKey();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      const inner = this.simpleKeys.pop()!;
      const outer = this.simpleKeys[this.simpleKeys.length - 1]!;
      // go-yaml forgets an empty collection as a key that it waits for, which v2 then reads as no key.
      if (outer.tokenNumber === inner.tokenNumber) outer.awaited = false;
    }
    this.simpleKeyAllowed = false;
    this.push(type);
    this.position++;
  }

  private fetchFlowEntry(): void {
    this.removeSimpleKey();
    this.simpleKeyAllowed = true;
    this.push(TokenType.FlowEntry);
    this.position++;
  }

  private fetchBlockEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) {
        throw this.error(
          'block sequence entries are not allowed in this context',
          "start the '- ' on a line of its own",
        );
      }
      this.rollIndent(this.line, this.column, TokenType.BlockSequenceStart, this.tokens.length);
    }
    this.removeSimpleKey();
    this.simpleKeyAllowed = true;
    this.push(TokenType.BlockEntry);
    this.position++;
  }

  private fetchKey(): void {
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) {
        throw this.error('mapping keys are not allowed in this context');
      }
      this.rollIndent(this.line, this.column, TokenType.BlockMappingStart, this.tokens.length);
    }
    this.removeSimpleKey();
    this.simpleKeyAllowed = this.flowLevel === 0;
    this.push(TokenType.Key);
    this.position++;
    this.skipLineComment();
  }

  private fetchValue(): void {
    const key = this.simpleKeys[this.simpleKeys.length - 1]!;
    if (this.isValid(key)) {
      this.insert(key.tokenNumber, TokenType.Key, key.line, key.column);
      this.rollIndent(key.line, key.column, TokenType.BlockMappingStart, key.tokenNumber);
      key.possible = false;
      this.simpleKeyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.simpleKeyAllowed) {
          throw this.error(
            'mapping values are not allowed in this context',
            "quote the value if it contains ': ', or check the indentation",
          );
        }
        this.rollIndent(this.line, this.column, TokenType.BlockMappingStart, this.tokens.length);
      }
      this.simpleKeyAllowed = this.flowLevel === 0;
    }
    this.push(TokenType.Value);
    this.position++;
    this.skipLineComment();
  }

  private fetchAnchor(type: TokenType): void {
    this.saveSimpleKey();
    this.simpleKeyAllowed = false;
    const { line, column } = this;
    const name = scanAnchorName(this);
    this.tokens.push(newToken(type, line, column, name, '', 'plain'));
  }

  private fetchTag(): void {
    this.saveSimpleKey();
    this.simpleKeyAllowed = false;
    const { line, column } = this;
    const { handle, suffix } = scanTag(this);
    this.tokens.push(newToken(TokenType.Tag, line, column, handle, suffix, 'plain'));
  }

  private fetchBlockScalar(style: 'literal' | 'folded'): void {
    this.removeSimpleKey();
    this.simpleKeyAllowed = true;
    const { line, column } = this;
    const value = scanBlockScalar(this, style === 'literal');
    this.tokens.push(newToken(TokenType.Scalar, line, column, value, '', style));
  }

  private fetchQuotedScalar(style: 'single' | 'double'): void {
    this.saveSimpleKey();
    this.simpleKeyAllowed = false;
    const { line, column } = this;
    const value = scanQuotedScalar(this, style === 'single');
    this.tokens.push(newToken(TokenType.Scalar, line, column, value, '', style));
  }

  private fetchPlainScalar(): void {
    this.saveSimpleKey();
    this.simpleKeyAllowed = false;
    const { line, column } = this;
    const value = scanPlainScalar(this);
    this.tokens.push(newToken(TokenType.Scalar, line, column, value, '', 'plain'));
  }
}

function newSimpleKey(): SimpleKey {
  return {
    possible: false,
    awaited: false,
    required: false,
    tokenNumber: -1,
    position: 0,
    line: 0,
    column: 0,
  };
}

function newToken(
  type: TokenType,
  line: number,
  column: number,
  value: string,
  suffix: string,
  style: ScalarStyle,
): Token {
  return { type, line, column, value, suffix, style, afterComment: false };
}
