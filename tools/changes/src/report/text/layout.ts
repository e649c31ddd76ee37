import { stripVTControlCharacters } from 'node:util';

import { wrap } from '@fingerpost/text';

/** Columns that a line of the report keeps to where its values let it. */
export const WIDTH = 80;

/** Words on as many lines as they need. */
export function wrapped(
  text: string,
  indent: number,
  paint = (line: string): string => line,
): string[] {
  return wrap(text, WIDTH - indent).map((line) => `${' '.repeat(indent)}${paint(line)}`);
}

/** Notes at the end of a line, or below it where they do not fit: on one line, or else each on its own. */
export function withNote(
  line: string,
  notes: readonly string[],
  indent: number,
  paint: (text: string) => string,
): string[] {
  const told = notes.filter((note) => note !== '');
  if (told.length === 0) return [line];
  const note = told.join(', ');
  // What manifests hold has no control characters left, so all that goes are our own colours.
  const width = stripVTControlCharacters(line).length;
  if (width + 2 + note.length <= WIDTH) return [`${line}  ${paint(note)}`];
  const below = indent + note.length <= WIDTH ? [note] : told;
  return [line, ...below.map((text) => `${' '.repeat(indent)}${paint(text)}`)];
}
