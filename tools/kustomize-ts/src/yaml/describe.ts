import type { Place } from '../error.ts';
import type { Node } from './node.ts';

/** How messages name the kind of a node. */
export function describeNodeKind(node: Node): string {
  switch (node.kind) {
    case 'mapping':
      return 'a mapping';
    case 'sequence':
      return 'a list';
    case 'alias':
      return 'an alias';
    case 'scalar':
      return node.tag === '!!null' ? 'null' : 'a single value';
  }
}

/** The place of a node for messages, where a file holds it. */
export function placeOf(node: Node | undefined): Place | undefined {
  return node?.source && { path: node.source.path, line: node.line, column: node.column };
}
