import { KustomizeError } from '../error.ts';
import { isAllowed } from './characters.ts';
import type { Dialect } from './dialect.ts';
import type {
  AliasNode,
  Entry,
  MappingNode,
  Node,
  ScalarNode,
  SequenceNode,
  Source,
} from './node.ts';
import { resolveTag } from './resolve.ts';
import { Scanner } from './scanner.ts';
import { limitError, syntaxError } from './syntax-error.ts';
import { TokenType, type Token } from './token.ts';

export interface ParseOptions {
  /** The file that positions and errors name. */
  readonly source?: Source | undefined;
  /** Which of kustomize's two readers to follow; resources are read as `1.2`. */
  readonly dialect?: Dialect;
  /** Line of the file on which the text begins, counted from 1. */
  readonly firstLine?: number;
  /** Refuse text behind the first document. */
  readonly single?: boolean;
}

/** Deeper documents are refused: every later stage recurses over the tree. kustomize itself gives up at 10,000. */
export const MAX_NESTING = 1000;

/**
 * Reads the first document of a YAML (or JSON) text as go-yaml does; what follows it is not looked at, unless `single`.
 * Returns undefined where the text holds no document. Aliases stay, as nodes that point at their target.
 *
 * @throws KustomizeError `yaml-syntax` for malformed YAML, `limit` for nesting deeper than 1000 levels.
 */
export function parseDocument(text: string, options: ParseOptions = {}): Node | undefined {
  const { source, dialect = '1.2', firstLine = source?.firstLine ?? 1, single } = options;
  const parse = (): Node | undefined => {
    refuseControlCharacters(text, source, firstLine);
    const parser = new Parser(text, source, dialect, firstLine - 1);
    const document = parser.parse();
    if (single) parser.refuseMore();
    return document;
  };
  return source?.indent ? indented(source.indent, parse) : parse();
}

/** Shifts the columns of what was read, or of the error, to where the text stands in its file. */
function indented(indent: number, parse: () => Node | undefined): Node | undefined {
  try {
    const node = parse();
    if (node) shiftColumns(node, indent);
    return node;
  } catch (error) {
    if (!(error instanceof KustomizeError) || !error.place?.column) throw error;
    const { code, reason, fix, place } = error;
    const column = (place.column ?? 0) + indent;
    throw new KustomizeError(code, reason, { place: { ...place, column }, fix, cause: error });
  }
}

function shiftColumns(node: Node, indent: number): void {
  node.column += indent;
  if (node.kind === 'sequence') for (const item of node.items) shiftColumns(item, indent);
  if (node.kind !== 'mapping') return;
  for (const { key, value } of node.entries) {
    shiftColumns(key, indent);
    shiftColumns(value, indent);
  }
}

function refuseControlCharacters(
  text: string,
  source: Source | undefined,
  firstLine: number,
): void {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if ((c >= 0x20 && c < 0x7f) || isAllowed(c)) continue;
    const before = text.slice(0, i).split('\n');
    throw syntaxError(
      `control characters are not allowed (found U+${c.toString(16).toUpperCase().padStart(4, '0')})`,
      source,
      firstLine + before.length - 1,
      before[before.length - 1]!.length + 1,
      'write it as an escape in a double-quoted string',
    );
  }
}

/** Builds nodes out of tokens by the grammar of YAML 1.1, as libyaml has it. */
class Parser {
  private readonly scanner: Scanner;
  private readonly source: Source | undefined;
  private readonly dialect: Dialect;
  private readonly anchors = new Map<string, Node>();
  private tagPrefixes: Map<string, string> = DEFAULT_TAG_PREFIXES;
  private depth = 0;

  constructor(text: string, source: Source | undefined, dialect: Dialect, firstLine: number) {
    this.scanner = new Scanner(text, source, dialect, firstLine);
    this.source = source;
    this.dialect = dialect;
  }

  parse(): Node | undefined {
    const { scanner } = this;
    let token = scanner.peek();
    if (token.type === TokenType.StreamEnd) return undefined;
    if (
      token.type !== TokenType.DocumentStart &&
      token.type !== TokenType.VersionDirective &&
      token.type !== TokenType.TagDirective
    ) {
      return this.endDocument(this.parseNode(true, false));
    }
    this.parseDirectives();
    token = scanner.peek();
    if (token.type !== TokenType.DocumentStart) {
      throw this.error(
        token,
        'did not find expected <document start>',
        "put '---' after the directives",
      );
    }
    scanner.skip();
    token = scanner.peek();
    let node: Node;
    switch (token.type) {
      case TokenType.VersionDirective:
      case TokenType.TagDirective:
      case TokenType.DocumentStart:
      case TokenType.DocumentEnd:
      case TokenType.StreamEnd:
        node = this.emptyScalar(token);
        break;
      default:
        node = this.parseNode(true, false);
    }
    return this.endDocument(node);
  }

  /** A document ends where the scanner can read on; what the next token is does not matter. */
  private endDocument(node: Node): Node {
    const { afterComment } = this.scanner.peek();
    if (afterComment && node.kind === 'mapping') node.footComment = true;
    return node;
  }

  /** Only ends of the document may follow. */
  refuseMore(): void {
    const { scanner } = this;
    while (scanner.peek().type === TokenType.DocumentEnd) scanner.skip();
    const token = scanner.peek();
    if (token.type === TokenType.StreamEnd) return;
    throw this.error(token, 'the document ends before this', 'write one document');
  }

  private parseDirectives(): void {
    const { scanner } = this;
    let hasVersion = false;
    for (;;) {
      const token = scanner.peek();
      if (token.type === TokenType.VersionDirective) {
        if (hasVersion) throw this.error(token, 'found duplicate %YAML directive');
        if (token.value !== '1.1') {
          throw this.error(
            token,
            `found incompatible YAML document, version ${token.value}`,
            'remove the %YAML directive',
          );
        }
        hasVersion = true;
      } else if (token.type === TokenType.TagDirective) {
        if (this.tagPrefixes === DEFAULT_TAG_PREFIXES) this.tagPrefixes = new Map();
        if (this.tagPrefixes.has(token.value))
          throw this.error(token, 'found duplicate %TAG directive');
        this.tagPrefixes.set(token.value, token.suffix);
      } else {
        break;
      }
      scanner.skip();
    }
    if (this.tagPrefixes === DEFAULT_TAG_PREFIXES) return;
    for (const [handle, prefix] of DEFAULT_TAG_PREFIXES) {
      if (!this.tagPrefixes.has(handle)) this.tagPrefixes.set(handle, prefix);
    }
  }

  private parseNode(block: boolean, indentless: boolean): Node {
    const { scanner } = this;
    let token = scanner.peek();
    if (token.type === TokenType.Alias) return this.parseAlias(token);

    const start = token;
    let anchor: string | undefined;
    let tag = '';
    if (token.type === TokenType.Anchor) {
      anchor = token.value;
      scanner.skip();
      token = scanner.peek();
    }
    if (token.type === TokenType.Tag) {
      tag = this.tagOf(token);
      scanner.skip();
      token = scanner.peek();
      if (anchor === undefined && token.type === TokenType.Anchor) {
        anchor = token.value;
        scanner.skip();
        token = scanner.peek();
      }
    }

    switch (token.type) {
      case TokenType.Scalar: {
        scanner.skip();
        return this.scalar(token, start, tag, anchor);
      }
      case TokenType.FlowSequenceStart:
        return this.parseFlowSequence(this.sequence(start, tag, anchor, 'flow'));
      case TokenType.FlowMappingStart:
        return this.parseFlowMapping(this.mapping(start, tag, anchor, 'flow'));
      case TokenType.BlockEntry:
        if (indentless)
          return this.parseIndentlessSequence(this.sequence(start, tag, anchor, 'block'));
        break;
      case TokenType.BlockSequenceStart:
        if (block) return this.parseBlockSequence(this.sequence(start, tag, anchor, 'block'));
        break;
      case TokenType.BlockMappingStart:
        if (block) return this.parseBlockMapping(this.mapping(start, tag, anchor, 'block'));
        break;
    }
    if (anchor === undefined && tag === '') {
      throw this.error(
        token,
        `did not find expected node content while parsing a ${block ? 'block' : 'flow'} node`,
        'check the brackets, commas and indentation before this place',
      );
    }
    const empty = this.emptyScalar(start);
    return this.scalarOf(empty, tag, anchor);
  }

  private parseAlias(token: Token): AliasNode {
    const target = this.anchors.get(token.value);
    if (target === undefined) {
      throw this.error(
        token,
        // The name may be a password that was not quoted.
        'an alias names an anchor that is not defined',
        "define it above with '&', or quote the value",
      );
    }
    this.scanner.skip();
    return {
      kind: 'alias',
      name: token.value,
      target,
      source: this.source,
      line: token.line + 1,
      column: token.column + 1,
    };
  }

  private parseBlockMapping(mapping: MappingNode): MappingNode {
    const { scanner } = this;
    const { entries } = mapping;
    this.enter(mapping);
    scanner.skip();
    for (;;) {
      let token = scanner.peek();
      if (token.type === TokenType.BlockEnd) break;
      if (token.type !== TokenType.Key) {
        throw this.error(
          token,
          `did not find expected key in the mapping that begins on line ${mapping.line}`,
          'check the indentation',
        );
      }
      scanner.skip();
      const keyToken = token;
      token = scanner.peek();
      const key = endsBlockNode(token.type)
        ? this.emptyScalar(keyToken, 1)
        : this.parseNode(true, true);
      entries.push({ key, value: this.parseBlockValue() });
    }
    scanner.skip();
    this.depth--;
    return mapping;
  }

  private parseBlockValue(): Node {
    const { scanner } = this;
    const token = scanner.peek();
    if (token.type !== TokenType.Value) return this.emptyScalar(token);
    scanner.skip();
    return endsBlockNode(scanner.peek().type)
      ? this.emptyScalar(token, 1)
      : this.parseNode(true, true);
  }

  private parseBlockSequence(sequence: SequenceNode): SequenceNode {
    const { scanner } = this;
    this.enter(sequence);
    scanner.skip();
    for (;;) {
      const token = scanner.peek();
      if (token.type === TokenType.BlockEnd) break;
      if (token.type !== TokenType.BlockEntry) {
        throw this.error(
          token,
          `did not find expected '-' indicator in the list that begins on line ${sequence.line}`,
          'check the indentation',
        );
      }
      scanner.skip();
      const next = scanner.peek().type;
      sequence.items.push(
        next === TokenType.BlockEntry || next === TokenType.BlockEnd
          ? this.emptyScalar(token, 1)
          : this.parseNode(true, false),
      );
    }
    scanner.skip();
    this.depth--;
    return sequence;
  }

  /** A list at the column of its key. */
  private parseIndentlessSequence(sequence: SequenceNode): SequenceNode {
    const { scanner } = this;
    this.enter(sequence);
    for (;;) {
      const token = scanner.peek();
      if (token.type !== TokenType.BlockEntry) break;
      scanner.skip();
      const next = scanner.peek().type;
      sequence.items.push(
        next === TokenType.BlockEntry || endsBlockNode(next)
          ? this.emptyScalar(token, 1)
          : this.parseNode(true, false),
      );
    }
    this.depth--;
    return sequence;
  }

  private parseFlowSequence(sequence: SequenceNode): SequenceNode {
    const { items } = sequence;
    this.parseFlowEntries(sequence, TokenType.FlowSequenceEnd, (token) => {
      items.push(
        token.type === TokenType.Key ? this.parseFlowPair(token) : this.parseNode(false, false),
      );
    });
    return sequence;
  }

  /** What stands between brackets or braces, parted by commas, of which the last may have nothing behind it. */
  private parseFlowEntries(
    collection: SequenceNode | MappingNode,
    end: TokenType,
    parseEntry: (token: Token) => void,
  ): void {
    const { scanner } = this;
    this.enter(collection);
    scanner.skip();
    for (let first = true; ; first = false) {
      let token = scanner.peek();
      if (token.type === end) break;
      if (!first) {
        if (token.type !== TokenType.FlowEntry) {
          const [bracket, what] = collection.kind === 'sequence' ? [']', 'list'] : ['}', 'mapping'];
          throw this.error(
            token,
            `did not find expected ',' or '${bracket}' in the ${what} that begins on line ${collection.line}`,
          );
        }
        scanner.skip();
        token = scanner.peek();
        if (token.type === end) break;
      }
      parseEntry(token);
    }
    scanner.skip();
    this.depth--;
  }

  /** `a: b` inside `[]`, a mapping of one entry. */
  private parseFlowPair(start: Token): MappingNode {
    const { scanner } = this;
    const pair = this.mapping(start, '', undefined, 'flow');
    this.enter(pair);
    scanner.skip();
    let token = scanner.peek();
    let key: Node;
    if (endsFlowNode(token.type, TokenType.FlowSequenceEnd)) {
      key = this.emptyScalar(token);
      // go-yaml drops the token that shows the key to be empty, so that most of such lists are refused.
      scanner.skip();
    } else {
      key = this.parseNode(false, false);
    }
    token = scanner.peek();
    let value: Node | undefined;
    if (token.type === TokenType.Value) {
      scanner.skip();
      token = scanner.peek();
      if (token.type !== TokenType.FlowEntry && token.type !== TokenType.FlowSequenceEnd) {
        value = this.parseNode(false, false);
      }
    }
    pair.entries.push({ key, value: value ?? this.emptyScalar(token) });
    this.depth--;
    return pair;
  }

  private parseFlowMapping(mapping: MappingNode): MappingNode {
    const { entries } = mapping;
    this.parseFlowEntries(mapping, TokenType.FlowMappingEnd, (token) => {
      entries.push(this.parseFlowEntry(token));
    });
    return mapping;
  }

  private parseFlowEntry(start: Token): Entry {
    const { scanner } = this;
    if (start.type !== TokenType.Key) {
      const key = this.parseNode(false, false);
      return { key, value: this.emptyScalar(scanner.peek()) };
    }
    scanner.skip();
    let token = scanner.peek();
    const key = endsFlowNode(token.type, TokenType.FlowMappingEnd)
      ? this.emptyScalar(token)
      : this.parseNode(false, false);
    token = scanner.peek();
    if (token.type === TokenType.Value) {
      scanner.skip();
      token = scanner.peek();
      if (token.type !== TokenType.FlowEntry && token.type !== TokenType.FlowMappingEnd) {
        return { key, value: this.parseNode(false, false) };
      }
    }
    return { key, value: this.emptyScalar(token) };
  }

  private enter(node: Node): void {
    if (++this.depth > MAX_NESTING) {
      throw limitError(
        `the document is nested more than ${MAX_NESTING} levels deep`,
        this.source,
        node.line,
        node.column,
      );
    }
  }

  private error(token: Token, reason: string, fix?: string) {
    return syntaxError(reason, this.source, token.line + 1, token.column + 1, fix);
  }

  /** The full tag, with `tag:yaml.org,2002:` shortened to `!!`. */
  private tagOf(token: Token): string {
    if (token.value === '') return shortTag(token.suffix);
    const prefix = this.tagPrefixes.get(token.value);
    if (prefix === undefined || prefix + token.suffix === '') {
      throw this.error(
        token,
        'found undefined tag handle',
        "quote the value if it starts with '!'",
      );
    }
    return shortTag(prefix + token.suffix);
  }

  private emptyScalar(token: Token, offset = 0): ScalarNode {
    return {
      kind: 'scalar',
      tag: '!!null',
      value: '',
      style: 'plain',
      source: this.source,
      line: token.line + 1,
      column: token.column + offset + 1,
    };
  }

  private scalar(token: Token, start: Token, tag: string, anchor: string | undefined): ScalarNode {
    const { value, style } = token;
    const node: ScalarNode = {
      kind: 'scalar',
      tag: '!!str',
      value,
      style,
      source: this.source,
      line: start.line + 1,
      column: start.column + 1,
    };
    if (style === 'literal' && this.source && !this.source.reflowed) {
      node.verbatim = { path: this.source.path, line: token.line + 2, text: value };
    }
    if (style === 'plain' && tag === '') {
      node.tag = value === '<<' ? '!!merge' : resolveTag(value, this.dialect);
    }
    return tag === '' && anchor === undefined ? node : this.scalarOf(node, tag, anchor);
  }

  /** Puts tag and anchor on a scalar that was written with them. */
  private scalarOf(node: ScalarNode, tag: string, anchor: string | undefined): ScalarNode {
    if (tag === '!') {
      // go-yaml v3 passes the non-specific tag over; v2 takes it for a custom one, which makes a string.
      if (this.dialect === '1.1') node.tagged = true;
      if (node.style === 'plain' && this.dialect === '1.2') {
        node.tag = node.value === '<<' ? '!!merge' : resolveTag(node.value, this.dialect);
      } else {
        node.tag = '!!str';
      }
    } else if (tag !== '') {
      node.tag = tag;
      node.tagged = true;
    }
    if (anchor !== undefined) this.setAnchor(node, anchor);
    return node;
  }

  private mapping(
    start: Token,
    tag: string,
    anchor: string | undefined,
    style: 'block' | 'flow',
  ): MappingNode {
    const node: MappingNode = {
      kind: 'mapping',
      tag: tag === '' || tag === '!' ? '!!map' : tag,
      entries: [],
      style,
      source: this.source,
      line: start.line + 1,
      column: start.column + 1,
    };
    if (anchor !== undefined) this.setAnchor(node, anchor);
    return node;
  }

  private sequence(
    start: Token,
    tag: string,
    anchor: string | undefined,
    style: 'block' | 'flow',
  ): SequenceNode {
    const node: SequenceNode = {
      kind: 'sequence',
      tag: tag === '' || tag === '!' ? '!!seq' : tag,
      items: [],
      style,
      source: this.source,
      line: start.line + 1,
      column: start.column + 1,
    };
    if (anchor !== undefined) this.setAnchor(node, anchor);
    return node;
  }

  private setAnchor(node: ScalarNode | MappingNode | SequenceNode, anchor: string): void {
    node.anchor = anchor;
    this.anchors.set(anchor, node);
  }
}

const LONG_TAG = 'tag:yaml.org,2002:';

const DEFAULT_TAG_PREFIXES = new Map([
  ['!', '!'],
  ['!!', LONG_TAG],
]);

function shortTag(tag: string): string {
  return tag.startsWith(LONG_TAG) ? `!!${tag.slice(LONG_TAG.length)}` : tag;
}

function endsBlockNode(type: TokenType): boolean {
  return type === TokenType.Key || type === TokenType.Value || type === TokenType.BlockEnd;
}

function endsFlowNode(type: TokenType, end: TokenType): boolean {
  return type === TokenType.Value || type === TokenType.FlowEntry || type === end;
}
