import type { Trace } from '../trace/origin.ts';

/**
 * The YAML node tree that every stage works on: what go-yaml v3 calls a Node, with the place it came from.
 *
 * Scalars carry the text and the tag of go-yaml v3 (`!!str`, `!!int`, ...); the style is kept because
 * kustomize's own round trips depend on it. Lines and columns count from 1, columns in UTF-16 units.
 */
export interface Source {
  /** Path as it is shown to people: relative to the working folder where possible. */
  readonly path: string;
  /** Line of the file on which the text begins, where the text is only a part of it. Counts from 1. */
  readonly firstLine?: number;
  /** Columns by which the text is indented in the file, where it is only a part of it. */
  readonly indent?: number;
  /** The lines of the text are not those of the file: it is quoted or folded there. */
  readonly reflowed?: boolean;
  /** The text of the whole file, where it may hold texts that are read on their own. */
  readonly text?: string;
}

interface Positioned {
  /** The file the node was read from; absent for nodes that a transformer made. */
  source?: Source | undefined;
  line: number;
  column: number;
  /** Where the value comes from; only in builds that are traced. */
  trace?: Trace;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';
export type CollectionStyle = 'block' | 'flow';

/** A text as a file holds it: its lines follow each other there. */
export interface Verbatim {
  /** As it is shown to people. */
  readonly path: string;
  /** The line of the file that the text begins on. */
  readonly line: number;
  readonly text: string;
}

export interface ScalarNode extends Positioned {
  kind: 'scalar';
  /** Resolved tag in the short form of go-yaml v3: `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!timestamp`, `!!binary`, `!!merge` or a custom one. */
  tag: string;
  value: string;
  style: ScalarStyle;
  /** The tag was written in the source (`!!str 1`). */
  tagged?: boolean;
  /** Written without a tag, which its text implies; go-yaml has an empty tag there. */
  implied?: boolean | undefined;
  /** Where the text stands line by line, as long as it is that text: in a literal block, or as a file of its own. */
  verbatim?: Verbatim;
  /** The node stands in several places of its tree: an edit in one is an edit in all. */
  shared?: boolean;
  anchor?: string;
}

export interface Entry {
  key: Node;
  value: Node;
}

export interface MappingNode extends Positioned {
  kind: 'mapping';
  tag: string;
  entries: Entry[];
  style: CollectionStyle;
  anchor?: string;
  /** Of a document: a comment stands behind its last value, which kustomize lets change that value (see foot-comment.ts). */
  footComment?: boolean;
}

export interface SequenceNode extends Positioned {
  kind: 'sequence';
  tag: string;
  items: Node[];
  style: CollectionStyle;
  anchor?: string;
}

/** `*name`; only between the parser and the expansion of anchors, no later stage sees one. */
export interface AliasNode extends Positioned {
  kind: 'alias';
  name: string;
  target: Node;
}

export type Node = ScalarNode | MappingNode | SequenceNode | AliasNode;

/** Where the text of a scalar stands line by line; undefined where no file holds it so, or something changed it since. */
export function verbatimOf(node: Node | undefined): Verbatim | undefined {
  if (node?.kind !== 'scalar') return undefined;
  return node.verbatim?.text === node.value ? node.verbatim : undefined;
}

/** A string scalar that no file holds. */
export function stringNode(value: string, style: ScalarStyle = 'plain'): ScalarNode {
  return { kind: 'scalar', tag: '!!str', value, style, line: 0, column: 0 };
}

/** A scalar with the given tag that no file holds. */
export function scalarNode(tag: string, value: string): ScalarNode {
  return { kind: 'scalar', tag, value, style: 'plain', line: 0, column: 0 };
}

/** A mapping that no file holds, with the given entries in their order. */
export function mappingNode(entries: readonly (readonly [string, Node])[] = []): MappingNode {
  return {
    kind: 'mapping',
    tag: '!!map',
    entries: entries.map(([key, value]) => ({ key: stringNode(key), value })),
    style: 'block',
    line: 0,
    column: 0,
  };
}

/** A sequence that no file holds. */
export function sequenceNode(items: Node[] = []): SequenceNode {
  return { kind: 'sequence', tag: '!!seq', items, style: 'block', line: 0, column: 0 };
}

/** Whether the node is a null scalar. */
export function isNull(node: Node): boolean {
  return node.kind === 'scalar' && node.tag === '!!null';
}

/** Whether a node is absent or null: what kyaml calls missing. */
export function isMissing(node: Node | undefined): node is undefined {
  return node === undefined || isNull(node);
}

/** The entry of a mapping whose key reads `key`, the first if there are several. */
export function findEntry(mapping: MappingNode, key: string): Entry | undefined {
  const { entries } = mapping;
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i]!;
    if (entry.key.kind === 'scalar' && entry.key.value === key) return entry;
  }
  return undefined;
}

/** The value below `key`, or undefined where the node is no mapping or has no such key. */
export function getField(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'mapping' ? findEntry(node, key)?.value : undefined;
}

/** Follows keys from mapping to mapping. */
export function getPath(node: Node | undefined, ...keys: string[]): Node | undefined {
  let current = node;
  for (const key of keys) current = getField(current, key);
  return current;
}

/** Sets the value below `key`: in place where the key stands, else as the last entry. */
export function setField(mapping: MappingNode, key: string, value: Node): void {
  const entry = findEntry(mapping, key);
  if (entry) entry.value = value;
  else mapping.entries.push({ key: stringNode(key), value });
}

/** Removes the first entry of that key; returns its value. */
export function removeField(mapping: MappingNode, key: string): Node | undefined {
  const index = mapping.entries.findIndex((e) => e.key.kind === 'scalar' && e.key.value === key);
  return index < 0 ? undefined : mapping.entries.splice(index, 1)[0]?.value;
}

/** A deep copy; positions and sources are shared, alias targets are not followed. */
export function cloneNode<T extends Node>(node: T): T;
export function cloneNode(node: Node): Node {
  switch (node.kind) {
    case 'scalar':
      return { ...node };
    case 'mapping': {
      const entries = Array.from<Entry>({ length: node.entries.length });
      for (let i = 0; i < entries.length; i++) {
        const entry = node.entries[i]!;
        entries[i] = { key: cloneNode(entry.key), value: cloneNode(entry.value) };
      }
      return { ...node, entries };
    }
    case 'sequence':
      return { ...node, items: node.items.map((item) => cloneNode(item)) };
    case 'alias':
      return { ...node };
  }
}
