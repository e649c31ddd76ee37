// Source: apiserver/pkg/endpoints/filters/warning.go.

const MOST_CHARACTERS = 4096;
const CUT_TO = 256;

/**
 * The `Warning` headers of one answer: every text once, none with control characters. When they are more than 4,096
 * characters in all, each is cut to 256, and what comes after the limit is left out.
 */
export function recordedWarnings(texts: Iterable<string>): readonly string[] {
  const distinct = [...new Set(texts)].filter((text) => text !== '');
  let headers: string[] = [];
  let written = 0;
  let cutting = false;
  for (const [index, text] of distinct.entries()) {
    if (cutting && written >= MOST_CHARACTERS) break;
    const shown = cutting ? cut(text) : text;
    if (!isHeader(shown)) continue;
    const length = [...shown].length;
    if (cutting || written + length <= MOST_CHARACTERS) {
      headers.push(shown);
      written += length;
      continue;
    }
    cutting = true;
    headers = distinct
      .slice(0, index + 1)
      .map(cut)
      .filter(isHeader);
    written = headers.reduce((sum, header) => sum + [...header].length, 0);
  }
  return headers;
}

function cut(text: string): string {
  return [...text].slice(0, CUT_TO).join('');
}

function isHeader(text: string): boolean {
  return !/\p{Cc}/u.test(text) && text.isWellFormed();
}
