import type { MappingNode, Node, ScalarNode, SequenceNode } from './node.ts';
import { resolveTag } from './resolve.ts';
import { isOneLine, writeStringV3 } from './write-string-v3.ts';

/**
 * A document as go-yaml v3 prints it the way kyaml asks it to: order of keys and styles as in the tree, two columns of
 * indentation, lists at the column of their key. Aliases stay; comments are not in the tree.
 */
export function printV3(document: Node): string {
  const printer = new Printer();
  printer.print(document, { role: 'root', indent: 0, inFlow: false });
  return printer.end();
}

interface Context {
  /** Behind `key:`, behind `-`, or behind the `?` and `:` of a key that takes lines of its own. */
  readonly role: 'root' | 'value' | 'item' | 'longKey';
  /** Column of the collection that the node is in. */
  readonly indent: number;
  readonly inFlow: boolean;
}

class Printer {
  private readonly parts: string[] = [];
  private column = 0;
  /** The last character; a line break where nothing is written yet. */
  private last = '\n';

  print(node: Node, context: Context): void {
    if (node.kind === 'alias') {
      this.word(`*${node.name}`);
      return;
    }
    const isMarked = this.markNode(node);
    if (node.kind === 'scalar') this.scalar(node, context, false);
    else if (node.kind === 'mapping') this.mapping(node, context, isMarked);
    else this.sequence(node, context, isMarked);
  }

  end(): string {
    this.newLine();
    return this.parts.join('');
  }

  private put(text: string): void {
    if (text === '') return;
    this.parts.push(text);
    const lineBreak = text.lastIndexOf('\n');
    this.column = lineBreak < 0 ? this.column + text.length : text.length - lineBreak - 1;
    this.last = text.slice(-1);
  }

  /** A word, apart from what stands before it. */
  private word(text: string): void {
    this.put(/[ \n[{]/.test(this.last) ? text : ` ${text}`);
  }

  private newLine(): void {
    if (this.last !== '\n') this.put('\n');
  }

  /** Goes to a column of a new line, or of this one where only indicators stand before it. */
  private indent(column: number, stays: boolean): void {
    if (!stays) this.newLine();
    this.put(' '.repeat(Math.max(0, column - this.column)));
  }

  /** Anchor and tag; returns whether there are any. */
  private markNode(node: Exclude<Node, { kind: 'alias' }>): boolean {
    if (node.anchor !== undefined) this.word(`&${node.anchor}`);
    const tag = tagToPrint(node);
    if (tag !== '') this.word(tag);
    return node.anchor !== undefined || tag !== '';
  }

  private scalar(node: ScalarNode, { inFlow, role, indent }: Context, simpleKey: boolean): void {
    const column = role === 'root' ? 2 : indent + 2;
    const style = styleToPrint(node);
    const text = writeStringV3(node.value, style, { inFlow, simpleKey, indent: column });
    if (text !== '') this.word(text);
  }

  private mapping(node: MappingNode, context: Context, isMarked: boolean): void {
    const { entries } = node;
    if (context.inFlow || node.style === 'flow' || entries.length === 0) {
      this.flowMapping(node, context);
      return;
    }
    const column = context.role === 'root' ? 0 : context.indent + 2;
    for (const [i, { key, value }] of entries.entries()) {
      this.indent(column, i === 0 && !isMarked && context.role !== 'value');
      const inner: Context = { role: 'longKey', indent: column, inFlow: false };
      if (isSimpleKey(key)) {
        this.simpleKey(key, inner);
        this.put(':');
        this.print(value, { ...inner, role: 'value' });
        continue;
      }
      this.put('?');
      this.print(key, inner);
      this.indent(column, false);
      this.put(':');
      this.print(value, inner);
    }
  }

  private simpleKey(key: Node, context: Context): void {
    if (key.kind !== 'scalar') {
      this.print(key, context);
      // An alias would take the colon for a part of its name.
      if (key.kind === 'alias') this.put(' ');
      return;
    }
    this.markNode(key);
    this.scalar(key, context, true);
  }

  private sequence(node: SequenceNode, context: Context, isMarked: boolean): void {
    const { items } = node;
    if (context.inFlow || node.style === 'flow' || items.length === 0) {
      this.flowSequence(node, context);
      return;
    }
    const { role, indent } = context;
    const column = role === 'root' ? 0 : role === 'value' ? indent : indent + 2;
    for (const [i, item] of items.entries()) {
      this.indent(column, i === 0 && !isMarked && role !== 'value');
      this.put('-');
      this.print(item, { role: 'item', indent: column, inFlow: false });
    }
  }

  private flowMapping({ entries }: MappingNode, { indent, role }: Context): void {
    const context: Context = { role, indent, inFlow: true };
    this.word('{');
    for (const [i, { key, value }] of entries.entries()) {
      if (i > 0) this.put(',');
      if (isSimpleKey(key)) {
        this.simpleKey(key, context);
        this.put(':');
      } else {
        this.word('?');
        this.print(key, context);
        this.word(':');
      }
      this.print(value, context);
    }
    this.put('}');
  }

  private flowSequence({ items }: SequenceNode, { indent, role }: Context): void {
    this.word('[');
    for (const [i, item] of items.entries()) {
      if (i > 0) this.put(',');
      this.print(item, { role, indent, inFlow: true });
    }
    this.put(']');
  }
}

/** The tag, where it was written or the value would not be read with it otherwise. */
function tagToPrint(node: Exclude<Node, { kind: 'alias' }>): string {
  const { tag } = node;
  if (node.kind !== 'scalar')
    return tag === (node.kind === 'mapping' ? '!!map' : '!!seq') ? '' : tag;
  if (tag === '' || node.tagged) return tag;
  return tag === '!!str' || resolveTag(node.value, '1.2') === tag ? '' : tag;
}

function styleToPrint({ tag, tagged, value, style }: ScalarNode): ScalarNode['style'] {
  if (style !== 'plain') return style;
  if (value.includes('\n')) return 'literal';
  const misread = tag === '!!str' && !tagged && resolveTag(value, '1.2') !== '!!str';
  return misread ? 'double' : 'plain';
}

/** Longer keys stand behind a `?`; they count in bytes, with their tag. */
const MAX_KEY = 128;

/** Whether a key stands before its `:` without a `?`. */
function isSimpleKey(key: Node): boolean {
  switch (key.kind) {
    case 'alias':
      return Buffer.byteLength(key.name) <= MAX_KEY;
    case 'scalar':
      return (
        isOneLine(key.value) &&
        Buffer.byteLength((key.anchor ?? '') + tagToPrint(key) + key.value) <= MAX_KEY
      );
    case 'mapping':
      return key.entries.length === 0;
    case 'sequence':
      return key.items.length === 0;
  }
}
