import { styleText } from 'node:util';

/** How the parts of a report stand out; without colour the text is the same. */
export interface Style {
  heading(text: string): string;
  added(text: string): string;
  removed(text: string): string;
  changed(text: string): string;
  faint(text: string): string;
  error(text: string): string;
}

export const plainStyle: Style = {
  heading: same,
  added: same,
  removed: same,
  changed: same,
  faint: same,
  error: same,
};

/** Whether the terminal gets colours is decided by the caller, so `util` is not to look again. */
export const colourStyle: Style = {
  heading: coloured('bold'),
  added: coloured('green'),
  removed: coloured('red'),
  changed: coloured('yellow'),
  faint: coloured('dim'),
  error: coloured('red'),
};

function same(text: string): string {
  return text;
}

function coloured(format: Parameters<typeof styleText>[0]) {
  return (text: string): string => styleText(format, text, { validateStream: false });
}
