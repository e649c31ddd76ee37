import type { Entry, MappingNode, Node } from './node.ts';
import { MAX_NESTING } from './parser.ts';
import { limitError, syntaxError } from './syntax-error.ts';

/** More nodes than this are not copied out of anchors; kustomize itself knows no limit and runs out of memory. */
const MAX_COPIES = 1_000_000;

/**
 * Replaces each alias by a copy of what it stands for and merges what `<<` names, as kyaml's DeAnchor does:
 * in place, the result is the tree itself. As there, a quoted key `"<<"` is lost.
 *
 * @throws KustomizeError `yaml-syntax` for merges of something else than mappings, `limit` for aliases that
 * contain themselves or expand to more than a million nodes.
 */
export function expandAnchors(node: Node): Node {
  return new Expansion().expand(node, 0);
}

class Expansion {
  private copies = 0;
  /** Anchored collections that are being expanded. */
  private readonly open = new Set<Node>();
  private readonly done = new Set<Node>();

  expand(node: Node, depth: number): Node {
    switch (node.kind) {
      case 'scalar':
        return node;
      case 'alias':
        return this.expandAlias(node, depth);
      case 'sequence': {
        const { items, anchor } = node;
        if (anchor !== undefined) this.open.add(node);
        for (let i = 0; i < items.length; i++) items[i] = this.expand(items[i]!, depth + 1);
        break;
      }
      case 'mapping':
        if (node.anchor !== undefined) this.open.add(node);
        this.merge(node, depth);
        for (const entry of node.entries) {
          if (entry.key.kind !== 'scalar') entry.key = this.expand(entry.key, depth + 1);
          if (entry.value.kind !== 'scalar') entry.value = this.expand(entry.value, depth + 1);
        }
        break;
    }
    if (node.anchor !== undefined) {
      this.open.delete(node);
      this.done.add(node);
    }
    return node;
  }

  private expandAlias(alias: Node & { kind: 'alias' }, depth: number): Node {
    const { target, source, line, column } = alias;
    if (this.open.has(target)) {
      throw limitError(
        `anchor '${alias.name}' contains itself`,
        source,
        line,
        column,
        'write the value out instead of the alias',
      );
    }
    if (target.kind !== 'scalar' && !this.done.has(target)) this.expand(target, depth);
    return this.copy(target, depth, alias);
  }

  /** A copy that does not share nodes with the original; aliases in it stay what they are. */
  private copy(node: Node, depth: number, place: Node): Node {
    if (++this.copies > MAX_COPIES || depth > MAX_NESTING) {
      throw limitError(
        this.copies > MAX_COPIES
          ? `aliases expand to more than ${MAX_COPIES} values`
          : `aliases expand to more than ${MAX_NESTING} levels`,
        place.source,
        place.line,
        place.column,
        'write fewer aliases of anchors that contain aliases',
      );
    }
    switch (node.kind) {
      case 'scalar':
      case 'alias':
        return { ...node };
      case 'sequence':
        return { ...node, items: node.items.map((item) => this.copy(item, depth + 1, place)) };
      case 'mapping':
        return {
          ...node,
          entries: node.entries.map(({ key, value }) => ({
            key: this.copy(key, depth + 1, place),
            value: this.copy(value, depth + 1, place),
          })),
        };
    }
  }

  /** Takes the `<<` entry out of a mapping and adds what it names: own entries win, then earlier sources. */
  private merge(mapping: MappingNode, depth: number): void {
    const { entries } = mapping;
    let mergeEntry: Entry | undefined;
    let literalIndex = -1;
    for (let i = 0; i < entries.length; i++) {
      const { key } = entries[i]!;
      if (key.kind === 'scalar' && key.tag === '!!merge') {
        if (mergeEntry !== undefined) {
          throw syntaxError(
            'duplicate merge key',
            key.source,
            key.line,
            key.column,
            "write one '<<' with a list",
          );
        }
        mergeEntry = entries[i]!;
      }
      if (literalIndex < 0 && keyText(key) === '<<') literalIndex = i;
    }
    if (mergeEntry === undefined && literalIndex < 0) return;
    const sources = mergeEntry === undefined ? [] : mergeSources(mergeEntry.value);
    const own = literalIndex < 0 ? [...entries] : entries.toSpliced(literalIndex, 1);
    const merged = [...own];
    // Later sources first, so that earlier ones overwrite them.
    for (const source of sources.toReversed()) {
      const fields = source === mapping ? own : source.entries;
      for (const field of fields) {
        const text = keyText(field.key);
        const first = fields.find(({ key }) => keyText(key) === text)!;
        setEntry(merged, text, {
          key: this.copy(first.key, depth + 1, mapping),
          value: this.copy(first.value, depth + 1, mapping),
        });
      }
    }
    for (const field of own) {
      const text = keyText(field.key);
      setEntry(
        merged,
        text,
        own.find(({ key }) => keyText(key) === text)!,
      );
    }
    mapping.entries = merged;
  }
}

/** What kyaml compares keys by: the text of a scalar, the name of an alias, nothing for a collection. */
function keyText(key: Node): string {
  return key.kind === 'scalar' ? key.value : key.kind === 'alias' ? key.name : '';
}

function setEntry(entries: Entry[], text: string, entry: Entry): void {
  const index = entries.findIndex(({ key }) => keyText(key) === text);
  if (index < 0) entries.push(entry);
  else entries[index] = entry;
}

/** The mappings that a `<<` names, in their order. */
function mergeSources(value: Node): MappingNode[] {
  switch (value.kind) {
    case 'mapping':
      return [value];
    case 'alias':
      if (value.target.kind === 'mapping') return [value.target];
      throw syntaxError(
        'invalid map merge: received alias for a non-map value',
        value.source,
        value.line,
        value.column,
      );
    case 'sequence':
      return value.items.flatMap((item) => {
        if (item.kind !== 'sequence') return mergeSources(item);
        throw syntaxError(
          'invalid map merge: received a nested sequence',
          item.source,
          item.line,
          item.column,
        );
      });
    case 'scalar':
      throw syntaxError(
        'map merge requires map or sequence of maps as the value',
        value.source,
        value.line,
        value.column,
      );
  }
}
