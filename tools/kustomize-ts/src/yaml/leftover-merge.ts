import type { Entry, MappingNode, Node } from './node.ts';
import { syntaxError } from './syntax-error.ts';

/**
 * Resolves the `<<` entries that the expansion of anchors leaves behind (a mapping written inside a `<<` may have its
 * own), as go-yaml v3 does when it reads the tree back: own entries win, then earlier sources. Returns the mapping
 * itself where there is none.
 */
export function resolveLeftoverMerge(mapping: MappingNode): MappingNode {
  const { entries } = mapping;
  for (let i = 0; i < entries.length; i++) {
    if (isMergeKey(entries[i]!.key)) return { ...mapping, entries: mergedEntries(entries) };
  }
  return mapping;
}

function isMergeKey(key: Node): boolean {
  return key.kind === 'scalar' && key.tag === '!!merge' && key.value === '<<';
}

function mergedEntries(entries: readonly Entry[]): Entry[] {
  const merged = entries.filter(({ key }) => !isMergeKey(key));
  const sources = entries.findLast(({ key }) => isMergeKey(key))!.value;
  const taken = new Set(merged.map(({ key }) => (key.kind === 'scalar' ? key.value : undefined)));
  for (const source of sources.kind === 'sequence' ? sources.items : [sources]) {
    if (source.kind !== 'mapping') {
      throw syntaxError(
        'map merge requires map or sequence of maps as the value',
        source.source,
        source.line,
        source.column,
      );
    }
    for (const entry of resolveLeftoverMerge(source).entries) {
      const text = entry.key.kind === 'scalar' ? entry.key.value : undefined;
      if (taken.has(text)) continue;
      taken.add(text);
      merged.push(entry);
    }
  }
  return merged;
}
