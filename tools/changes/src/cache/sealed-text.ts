import { hash } from 'node:crypto';

/** Raised when entries of earlier versions cannot be read. */
const FORMAT = 'fingerpost-cache 1';

/** A text with a first line that tells whether all of it is there, and that it is what goes by this name. */
export function sealText(name: string, text: string): string {
  return `${FORMAT} ${checksum(name, text)}\n${text}`;
}

/** The text that was sealed under the name; undefined where it was not, or is no longer whole. */
export function unsealText(name: string, sealed: string): string | undefined {
  const end = sealed.indexOf('\n');
  if (end < 0) return undefined;
  const text = sealed.slice(end + 1);
  return sealed.slice(0, end) === `${FORMAT} ${checksum(name, text)}` ? text : undefined;
}

function checksum(name: string, text: string): string {
  return hash('sha256', `${name}\n${text}`);
}
