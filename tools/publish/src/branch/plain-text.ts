/** Control characters, all white space, and what turns the direction of text around. */
const UNSEEN = /[\p{Cc}\p{Z}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * Text from a commit as one line of at most `most` characters that cannot be taken for more than it is: without line
 * breaks, which begin trailers, control characters and lone surrogates, and with single spaces.
 */
export function plainText(text: string, most: number): string {
  // A character is two code units at most; a huge text is not worth more.
  const line = text
    .slice(0, 8 * most)
    .toWellFormed()
    .replaceAll(UNSEEN, ' ')
    .trim();
  return [...line].slice(0, most).join('').trim();
}
