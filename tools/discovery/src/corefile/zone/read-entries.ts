/** A word of an entry of a zone file. */
export interface ZoneWord {
  readonly text: string;
  readonly quoted: boolean;
}

/** An entry of a zone file: a record or a directive, which may span lines in brackets. */
export interface ZoneEntry {
  readonly line: number;
  /** It starts with a blank: its owner is that of the entry before. */
  readonly indented: boolean;
  readonly words: readonly ZoneWord[];
}

/** The entries of a zone file (RFC 1035, section 5); undefined where brackets or quotes do not match. */
export function readEntries(text: string): readonly ZoneEntry[] | undefined {
  const entries: ZoneEntry[] = [];
  let words: ZoneWord[] = [];
  let indented = false;
  let depth = 0;
  let line = 1;
  let start = 1;
  const pattern =
    /(?<newline>\r?\n)|(?<blank>[ \t]+)|(?<comment>;[^\n]*)|"(?<quoted>(?:\\.|[^"\\])*)"|(?<bracket>[()])|(?<word>(?:\\.|[^\s;"()\\])+)|(?<other>.)/gsu;
  let atStart = true;
  for (const { groups = {} } of text.matchAll(pattern)) {
    const { newline, blank, comment, quoted, bracket, word } = groups;
    if (newline !== undefined) {
      line += 1;
      if (depth > 0) continue;
      if (words.length > 0) entries.push({ line: start, indented, words });
      words = [];
      indented = false;
      atStart = true;
      start = line;
      continue;
    }
    if (blank !== undefined) {
      if (atStart) indented = true;
    } else if (bracket !== undefined) {
      depth += bracket === '(' ? 1 : -1;
      if (depth < 0) return undefined;
    } else if (quoted !== undefined) {
      line += quoted.split('\n').length - 1;
      words.push({ text: quoted, quoted: true });
    } else if (word !== undefined) {
      words.push({ text: word, quoted: false });
    } else if (comment === undefined) {
      return undefined;
    }
    atStart = false;
  }
  if (depth > 0) return undefined;
  if (words.length > 0) entries.push({ line: start, indented, words });
  return entries;
}
