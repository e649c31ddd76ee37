import type { Node } from './node.ts';

/** Empty lines to put in front of a text that stands in a file, so that positions within the text are those of the file. */
export function leadingLines(node: Node): string {
  if (node.kind !== 'scalar' || node.line === 0) return '';
  return '\n'.repeat(
    node.style === 'literal' || node.style === 'folded' ? node.line : node.line - 1,
  );
}
