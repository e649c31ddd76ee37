import { forEachChild } from 'unbash';
import type { Command, SyntaxNode, Word, WordPart } from 'unbash';

/** Deeper scripts are not looked into. */
const MAX_DEPTH = 200;

/**
 * Visits a node and all below it, what is substituted too. Where the visitor returns false, nothing below is visited.
 */
export function visit(node: SyntaxNode, visitor: (node: SyntaxNode) => boolean | void): void {
  const walk = (one: SyntaxNode, depth: number): void => {
    if (depth > MAX_DEPTH || visitor(one) === false) return;
    forEachChild(one, (child) => walk(child, depth + 1));
  };
  walk(node, 0);
}

/** All commands in a node, in their order, those that are substituted too. */
export function commandsIn(node: SyntaxNode): Command[] {
  const commands: Command[] = [];
  visit(node, (one) => {
    if (one.type === 'Command') commands.push(one);
  });
  return commands;
}

/** A word without expansions, as the shell passes it on; undefined of others. */
export function literal(word: Word | undefined): string | undefined {
  if (!word || word.parts?.some((part) => isExpansion(part))) return undefined;
  return word.value;
}

function isExpansion(part: WordPart): boolean {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return false;
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.some((inner) => isExpansion(inner));
    default:
      return true;
  }
}

/** The name and the arguments of a command; '' for those with expansions. */
export function literalWords({ name, args }: Command): string[] {
  const words = args.map((arg) => (arg.type === 'Word' ? literal(arg) : arg.text));
  return [literal(name), ...words].map((word) => word ?? '');
}

/** The name of the program that a command runs, without folder: of `timeout 5 curl` curl. */
export function programOf(command: Command): {
  readonly name: string;
  readonly words: readonly string[];
  readonly isTimed: boolean;
} {
  const words = literalWords(command);
  let at = 0;
  let isTimed = false;
  while (/(?:^|\/)(?:timeout|exec|command|env|nice|time|busybox)$/.test(words[at] ?? '')) {
    isTimed ||= (words[at] ?? '').endsWith('timeout');
    at += 1;
    while (/^-|^\d+(?:\.\d+)?[smhd]?$|^[A-Z]+$|^\w+=/.test(words[at] ?? '')) at += 1;
    // `timeout "$seconds" curl`
    if (isTimed && words[at] === '') at += 1;
  }
  const name = words[at] ?? '';
  return { name: name.slice(name.lastIndexOf('/') + 1), words: words.slice(at + 1), isTimed };
}

/** The line and column of an offset, from 1. */
export function placeInText(
  text: string,
  offset: number,
): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
