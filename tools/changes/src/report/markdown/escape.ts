import { printable } from '@fingerpost/text';

/** More than this of a text is cut where it has to be short, and counted. */
const MAX_TEXT = 160;

/** The text cut after some 160 characters, with how many more there are. */
export function clip(text: string, most = MAX_TEXT): string {
  const safe = printable(text);
  if (safe.length <= most) return safe;
  // Not between the halves of a surrogate pair.
  const kept = safe.slice(0, most).replace(/[\ud800-\udbff]$/, '');
  return `${kept}… (${safe.length - kept.length} more characters)`;
}

/** A text from manifests as inline code: GitHub leaves mentions, references, links and emoji in it alone. */
export function code(text: string): string {
  const safe = shortRuns(printable(text));
  if (safe.trim() === '') return `\`"${safe}"\``;
  const fence = '`'.repeat(longestRun(safe) + 1);
  const pad = /^[` ]|[` ]$/.test(safe) ? ' ' : '';
  return `${fence}${pad}${safe}${pad}${fence}`;
}

/** Inline code in a cell of a table, where a bar would end the cell. */
export function cell(text: string): string {
  // A backslash before a bar cannot be told from the escape of the bar.
  return code(clip(text))
    .replaceAll(/(?<=\\)\|/g, '\\u{7c}')
    .replaceAll('|', '\\|');
}

/** Names as inline code; more than `most` are counted. */
export function codes(names: readonly string[], most: number, write = clipped): string {
  const more = names.length - most;
  const shown = names.slice(0, most).map((name) => write(name));
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function clipped(text: string): string {
  return code(clip(text));
}

/** Inline code as HTML, for where GitHub reads no Markdown. */
export function htmlCode(text: string): string {
  const escaped = clip(text).replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
  return `<code>${escaped}</code>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/**
 * A sentence with names and values from manifests in it. Words of letters alone stay as they are; every other word
 * becomes inline code, so that nothing in it is Markdown, HTML, a mention or a reference.
 */
export function prose(text: string): string {
  return printable(text)
    .split(' ')
    .filter((word) => word !== '')
    .map(proseWord)
    .join(' ');
}

function proseWord(word: string): string {
  const [before = ''] = /^[("']*/.exec(word) ?? [];
  // Counted from the end: an expression would try every place at which the end may begin.
  let end = word.length;
  while (end > before.length && ')"\',.:;'.includes(word.charAt(end - 1))) end -= 1;
  const [inner, after] = [word.slice(before.length, end), word.slice(end)];
  if (inner === '') return code(word);
  // Seven letters from a to f could be a commit.
  const plain = /^\p{L}+(?:'\p{L}+)?$/u.test(inner) && !/^[a-f]{7,}$/i.test(inner);
  return plain ? word : `${before}${code(inner)}${after}`;
}

/** A block of code; its fence is longer than any in it. */
export function fenced(lines: readonly string[], language = 'diff'): string {
  const body = lines.map(shortRuns);
  const mark = fenceFor(body);
  return `${mark}${language}\n${body.map((line) => `${line}\n`).join('')}${mark}\n`;
}

/** A fence that none of the lines can close. */
export function fenceFor(lines: readonly string[]): string {
  return '`'.repeat(lines.reduce((most, line) => Math.max(most, longestRun(line) + 1), 3));
}

const MAX_RUN = 16;

/** Without runs of backticks so long that a fence around them would fill the comment: they are shown as escapes. */
export function shortRuns(text: string): string {
  return text.replaceAll(/`{17,}/g, (run) => '\\u{60}'.repeat(run.length));
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return Math.min(longest, MAX_RUN);
}
