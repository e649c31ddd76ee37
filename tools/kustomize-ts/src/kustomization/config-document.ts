import { KustomizeError } from '../error.ts';
import { placeOf } from '../yaml/describe.ts';
import type { Entry, MappingNode, Node, Source } from '../yaml/node.ts';
import { parseDocument } from '../yaml/parser.ts';

/**
 * Reads one of kustomize's own files, in YAML 1.1: aliases stand for what they name, and merges are written out.
 * Of keys that stand twice the last one counts, so what `<<` brings overrules the keys before it and gives way to those
 * behind it (go-yaml v2). Undefined where the file is empty.
 * Errors: bad YAML, a merge of something else than mappings ('yaml-syntax').
 */
export function readConfigDocument(text: string, source: Source): Node | undefined {
  const document = parseDocument(text, { source, dialect: '1.1' });
  return document && resolveAliases(document);
}

/** Puts what aliases name in their places, and writes merges out. The tree is changed. Errors as {@link readConfigDocument}. */
export function resolveAliases(document: Node): Node {
  return resolve(document, new Set(), new Set());
}

/**
 * `open` holds the aliases that are being resolved: one within itself has no end. What is in `done` is not walked again:
 * nine aliases of nine aliases, nine times over, would take minutes.
 */
function resolve(node: Node, open: ReadonlySet<Node>, done: Set<Node>): Node {
  if (done.has(node)) return node;
  switch (node.kind) {
    case 'scalar':
      return node;
    case 'alias':
      if (open.has(node.target)) {
        throw new KustomizeError('limit', `the anchor ${node.name} contains itself`, {
          place: placeOf(node),
          fix: 'write the value out',
        });
      }
      return resolve(node.target, new Set([...open, node.target]), done);
    case 'sequence':
      node.items = node.items.map((item) => resolve(item, open, done));
      done.add(node);
      return node;
    case 'mapping':
      node.entries = node.entries.flatMap((entry) => resolveEntry(entry, open, done));
      done.add(node);
      return node;
  }
}

function resolveEntry({ key, value }: Entry, open: ReadonlySet<Node>, done: Set<Node>): Entry[] {
  const resolved = resolve(value, open, done);
  if (key.kind !== 'scalar' || key.tag !== '!!merge')
    return [{ key: resolve(key, open, done), value: resolved }];
  // Of several mappings the first one counts most.
  const merged = resolved.kind === 'sequence' ? resolved.items.toReversed() : [resolved];
  return merged.flatMap((node) => mappingEntries(node));
}

function mappingEntries(node: Node): readonly Entry[] {
  if (node.kind === 'mapping') return (node as MappingNode).entries;
  throw new KustomizeError(
    'yaml-syntax',
    'map merge requires a mapping, or a list of mappings, as the value',
    {
      place: placeOf(node),
      fix: 'merge a mapping',
    },
  );
}
