import { KustomizeError } from '../error.ts';
import type { Node } from './node.ts';
import { parseDocument } from './parser.ts';
import { printV3 } from './print-v3.ts';

/**
 * An edited document as go-yaml v3 prints it, with the comments of the text that it was read from. Trees hold no comments:
 * they are put back beside the lines that they stood at. Scalars keep theirs when they are edited, collections do not.
 * Errors: comments for which go-yaml finds another place, or that stand at lines the edit changed ('unsupported').
 */
export function printWithComments(
  document: Node,
  original: string,
  edited: 'scalars' | 'collections',
): string {
  const printed = printV3(document);
  if (!original.includes('#')) return printed;
  const text = original.replaceAll('\r\n', '\n');
  const found = findComments(text);
  if (found.length === 0) return printed;
  const bare = parseDocument(withoutComments(text, found));
  if (!bare) throw unsupported('the text holds nothing but comments');
  return putBack(text, found, printV3(bare), printed, edited === 'scalars');
}

/** A comment, and where its line goes on without it. */
interface Comment {
  readonly line: number;
  readonly column: number;
}

/** Every `#` costs a look at the whole text: more characters than this are not read, which takes seconds. */
const MAX_WORK = 50_000_000;

/** A `#` begins a comment if the text means the same without what follows it. */
function findComments(text: string): Comment[] {
  if (text.split('#').length * text.length > MAX_WORK) throw unsupported('the text is too long');
  const meaning = meaningOf(text);
  return text.split('\n').flatMap((line, index) => {
    for (const { index: column } of line.matchAll(/(?<=^|[ \t])#/g)) {
      const comment = { line: index, column };
      if (meaningOf(withoutComments(text, [comment])) === meaning) return [comment];
    }
    return [];
  });
}

function meaningOf(text: string): string {
  try {
    return JSON.stringify(parseDocument(text), (key, value: unknown) =>
      key === 'line' || key === 'column' || key === 'footComment' ? undefined : value,
    );
  } catch (error) {
    if (error instanceof KustomizeError) return error.message;
    throw error;
  }
}

function withoutComments(text: string, comments: readonly Comment[]): string {
  const columns = new Map(comments.map(({ line, column }) => [line, column]));
  const lines = text.split('\n').flatMap((line, index) => {
    const column = columns.get(index);
    if (column === undefined) return [line];
    const content = line.slice(0, column).trimEnd();
    return content === '' ? [] : [content];
  });
  return lines.join('\n');
}

function unsupported(reason: string): KustomizeError {
  return new KustomizeError(
    'unsupported',
    `a replacement within YAML text with comments: ${reason}`,
    {
      fix: 'move the comments right above the line that they are about, or replace the whole value',
    },
  );
}

/** A line without its spaces: printing changes indentation and gaps. */
function squeeze(line: string): string {
  return line.replaceAll(/\s/g, '');
}

/** `before` and `after` are the document printed without and with the edit. */
function putBack(
  text: string,
  comments: readonly Comment[],
  before: string,
  after: string,
  keepsEdited: boolean,
): string {
  const source = text.split('\n');
  const byLine = new Map(comments.map((comment) => [comment.line, comment]));
  const old = before.split('\n').slice(0, -1);
  const edited = after.split('\n').slice(0, -1);
  const start = old.findIndex((line, i) => line !== edited[i]);
  const fromEnd = old.toReversed().findIndex((line, i) => line !== edited.at(-1 - i));
  /** The line of the edited text that an old one has become. */
  const follow = (index: number): number => {
    if (start < 0 || index < start) return index;
    const isEdited = index < old.length - fromEnd;
    if (isEdited && keepsEdited && old.length === edited.length) return index;
    if (isEdited) throw unsupported('one stands at what is replaced');
    return index + edited.length - old.length;
  };

  const above: string[][] = edited.map(() => []);
  const behind: string[] = edited.map(() => '');
  let pending: { readonly text: string; readonly column: number }[] = [];
  let gap = false;
  let next = 0;
  for (const [index, line] of source.entries()) {
    const comment = byLine.get(index);
    const content = comment ? line.slice(0, comment.column).trimEnd() : line;
    if (comment && content === '') {
      if (gap && pending.length > 0) throw unsupported('an empty line stands between two');
      gap = false;
      pending.push({ text: line.slice(comment.column), column: comment.column });
      continue;
    }
    if (
      old[next] !== undefined &&
      squeeze(old[next]!) === squeeze(content) &&
      (content.trim() !== '' || old[next] === '')
    ) {
      const column = content.search(/\S/);
      const place = follow(next);
      if ((comment || pending.length > 0) && content.endsWith('-'))
        throw unsupported('one stands at an element that is empty or begins on the next line');
      if (pending.length > 0) {
        if (gap) throw unsupported('an empty line follows one');
        if (pending.some((entry) => entry.column !== column))
          throw unsupported('one is indented otherwise than the line below it');
        const indent = edited[place]!.search(/\S/);
        above[place]!.push(...pending.map((entry) => ' '.repeat(indent) + entry.text));
        pending = [];
      }
      if (comment) behind[place] = ` ${line.slice(comment.column)}`;
      gap = false;
      next++;
    } else if (content === '') gap = true;
    else if (!/^(?:---|%)/.test(content))
      throw unsupported('its lines are not those of the result');
  }
  if (pending.length > 0) throw unsupported('one stands at the end');
  if (next !== old.length) throw unsupported('its lines are not those of the result');
  return edited.flatMap((line, i) => [...above[i]!, `${line}${behind[i]!}`]).join('\n');
}
