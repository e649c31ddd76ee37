import { parseAddress } from '../common/addresses.ts';

// Each of these takes something off the beginning of a text and gives the rest, or undefined when it is not there.

const ATOM = /^[^\p{Cc} ()<>[\]:;@\\,"]+/u;
const QUOTED = /^"((?:[^\p{Cc}"\\]|\t|\\(?:\P{Cc}|\t))*)"/u;

/**
 * Whether a text is one mail address, with a name or without: `web <web@example.com>`. Groups are not.
 * Source: ParseAddress in Go's net/mail.
 */
export function isMailAddress(text: string): boolean {
  const start = skipSpace(text);
  const plain = skipSpec(start);
  const rest = plain ?? skipNamed(start);
  return rest !== undefined && skipComments(rest) === '';
}

function skipNamed(text: string): string | undefined {
  const named = text.startsWith('<') ? text : skipPhrase(text);
  if (named === undefined || !named.startsWith('<')) return undefined;
  const rest = skipSpec(named.slice(1));
  return rest?.startsWith('>') === true ? rest.slice(1) : undefined;
}

function skipPhrase(text: string): string | undefined {
  let rest = text;
  for (let words = 0; ; words += 1) {
    const next: string | undefined = words === 0 ? rest : skipComments(rest);
    if (next === undefined) return undefined;
    rest = skipSpace(next);
    const word = (rest.startsWith('"') ? QUOTED : ATOM).exec(rest);
    if (word === null) return words === 0 ? undefined : rest;
    rest = rest.slice(word[0].length);
  }
}

/** `local@domain` or `"local part"@[10.0.0.1]`. */
function skipSpec(text: string): string | undefined {
  const start = skipSpace(text);
  const quoted = QUOTED.exec(start);
  if (quoted?.[1] === '') return undefined;
  const local = quoted === null ? skipDotAtom(start) : start.slice(quoted[0].length);
  if (local?.startsWith('@') !== true) return undefined;
  const domain = skipSpace(local.slice(1));
  if (!domain.startsWith('[')) return skipDotAtom(domain);
  const end = domain.indexOf(']');
  const isAddress = end > 0 && parseAddress(domain.slice(1, end))?.strict === true;
  return isAddress ? domain.slice(end + 1) : undefined;
}

function skipDotAtom(text: string): string | undefined {
  const [atom] = ATOM.exec(text) ?? [];
  if (atom === undefined || atom.split('.').includes('')) return undefined;
  return text.slice(atom.length);
}

function skipComments(text: string): string | undefined {
  let rest = skipSpace(text);
  while (rest.startsWith('(')) {
    const end = endOfComment(rest);
    if (end < 0) return undefined;
    rest = skipSpace(rest.slice(end));
  }
  return rest;
}

function endOfComment(text: string): number {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '\\' && index + 1 < text.length) index += 1;
    else if (text[index] === '(') depth += 1;
    else if (text[index] === ')') depth -= 1;
    if (depth === 0) return index + 1;
  }
  return -1;
}

function skipSpace(text: string): string {
  return text.replace(/^[ \t]+/u, '');
}
