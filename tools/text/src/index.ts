/** What every report for people is made of. */

export { plural } from './plural.ts';
export { printable } from './printable.ts';
export { colourStyle, plainStyle } from './style.ts';
export type { Style } from './style.ts';
export { wrap } from './wrap.ts';
