import type { Node, Source } from './node.ts';

/** Where the lines of a file begin, for files that hold other files' text. */
const lineStarts = new WeakMap<Source, readonly number[]>();

/**
 * The source of a text that stands in a file as a scalar, such as a patch in a kustomization: positions within the text
 * are given as those in the file. Lines are exact where the scalar is a literal block, and columns too where the file's
 * text is known; a quoted text of several lines is taken to begin on the line of its quote.
 * `begin` is the line of the scalar that the text begins on, where the first ones were left out. Counts from 1.
 */
export function embeddedSource(node: Node, begin = 1): Source {
  const { source, line, column } = node;
  if (node.kind !== 'scalar' || !source || line === 0)
    return source ?? { path: 'kustomization.yaml' };
  const { path } = source;
  if (node.style === 'literal' || node.style === 'folded') {
    return {
      path,
      firstLine: line + begin,
      indent: indentOf(source, line + begin),
      ...(node.style === 'folded' && { reflowed: true }),
    };
  }
  return {
    path,
    firstLine: line,
    indent: node.style === 'plain' ? column - 1 : column,
    reflowed: true,
  };
}

/** The spaces before the first text from the line on; 0 where the file's text is not known. */
function indentOf(source: Source, line: number): number {
  const { text } = source;
  if (text === undefined) return 0;
  let starts = lineStarts.get(source);
  if (!starts) {
    starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
    lineStarts.set(source, starts);
  }
  for (let i = line - 1; i < starts.length; i++) {
    const [spaces = ''] = /^ */.exec(text.slice(starts[i], starts[i + 1])) ?? [];
    if ((starts[i] ?? 0) + spaces.length < (starts[i + 1] ?? text.length) - 1) return spaces.length;
  }
  return 0;
}
