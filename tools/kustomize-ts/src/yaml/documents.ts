import type { Node, Source } from './node.ts';
import { parseDocument } from './parser.ts';
import { syntaxError } from './syntax-error.ts';

/**
 * Reads a resource file as kustomize does: CRLF becomes LF, the text is cut at the lines that begin with `---`
 * before any of it is parsed (kyaml's ByteReader), and of each piece the first document counts; what follows
 * a `...` is lost. Empty and null documents are left out. Positions are those in the whole file.
 *
 * @throws KustomizeError `yaml-syntax` for malformed YAML and for text behind a `---`.
 */
export function splitDocuments(text: string, source?: Source): Node[] {
  const documents: Node[] = [];
  for (const { piece, firstLine } of cutAtSeparators(text, source)) {
    const document = parseDocument(piece, { source, firstLine });
    if (document === undefined || document.kind === 'alias' || document.tag === '!!null') continue;
    documents.push(document);
  }
  return documents;
}

interface Piece {
  readonly piece: string;
  /** Counts from 1. */
  readonly firstLine: number;
}

function cutAtSeparators(text: string, source: Source | undefined): Piece[] {
  const whole = text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
  const pieces: Piece[] = [];
  let start = 0;
  let firstLine = source?.firstLine ?? 1;
  for (;;) {
    const separator = whole.indexOf('\n---', start);
    const end = separator < 0 ? -1 : whole.indexOf('\n', separator + 4);
    // A separator is a whole line; one at the very end, without a line break, is left to the parser.
    if (end < 0) {
      pieces.push({ piece: whole.slice(start), firstLine });
      return pieces;
    }
    pieces.push({ piece: whole.slice(start, separator + 1), firstLine });
    firstLine += countLines(whole, start, separator + 1);
    refuseContent(whole.slice(separator + 4, end), source, firstLine);
    firstLine++;
    start = end + 1;
  }
}

/** Nothing but a comment may stand behind `---`; the first hyphen of the rest may be the fourth of a longer line. */
function refuseContent(rest: string, source: Source | undefined, line: number): void {
  // White space to Go is NEL as well, and not the byte order mark.
  const first = rest.search(/[^\s\u0085]|\ufeff/u);
  if (first < 0 || rest[first] === '#') return;
  throw syntaxError(
    `invalid document separator: ---${rest.trimEnd()}`,
    source,
    line,
    1,
    "start the document on the line after '---'",
  );
}

function countLines(text: string, start: number, end: number): number {
  let lines = 0;
  for (let i = text.indexOf('\n', start); i >= 0 && i < end; i = text.indexOf('\n', i + 1)) lines++;
  return lines;
}
