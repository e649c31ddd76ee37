import { toJsonValueV11 } from './v11.ts';
import type { Node } from './node.ts';

/** A key that stands a second time in its mapping. */
export interface DuplicateKey {
  /** The key as Go shows it: a text in quotes. */
  readonly key: string;
  /** The value of the second one. */
  readonly value: Node;
}

/**
 * The keys that go-yaml v2 finds twice when it reads strictly (decode.go: setMapIndex). A merge counts where it stands,
 * and what it brings counts as written: a key that overrides it is a duplicate.
 */
export function findDuplicateKeys(document: Node): DuplicateKey[] {
  const found: DuplicateKey[] = [];
  visit(document, found);
  return found;
}

function visit(node: Node, found: DuplicateKey[]): void {
  if (node.kind === 'alias') visit(node.target, found);
  else if (node.kind === 'sequence') for (const item of node.items) visit(item, found);
  else if (node.kind === 'mapping') fill(node, new Set(), found);
}

/** Adds the keys of a mapping, or of what is merged into it, to those that are there. */
function fill(node: Node, keys: Set<string>, found: DuplicateKey[]): void {
  if (node.kind === 'alias') fill(node.target, keys, found);
  // The first of several has to win, so go-yaml begins with the last.
  else if (node.kind === 'sequence')
    for (const item of node.items.toReversed()) fill(item, keys, found);
  if (node.kind !== 'mapping') return;
  for (const { key, value } of node.entries) {
    if (key.kind === 'scalar' && key.tag === '!!merge') {
      fill(value, keys, found);
      continue;
    }
    visit(value, found);
    const shown = showKey(key);
    if (keys.has(shown)) found.push({ key: shown, value });
    keys.add(shown);
  }
}

function showKey(key: Node): string {
  const value = toJsonValueV11(key);
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}
