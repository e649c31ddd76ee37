import { printable } from '@fingerpost/text';

/** `a, b, c`; more than `most` are counted: `a, b and 12 more`. */
export function listNames(names: readonly string[], most: number): string {
  const shown = names.length > most ? names.slice(0, most) : names;
  const more = names.length - shown.length;
  return `${shown.map(printable).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
