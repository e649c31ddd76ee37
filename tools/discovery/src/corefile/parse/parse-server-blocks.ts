import { posix } from 'node:path';
import { Dispenser } from './dispenser.ts';
import { absolute, glob, isFolder } from './files.ts';
import type { Files } from './files.ts';
import { replaceVariables } from './replace-variables.ts';
import type { Variables } from './replace-variables.ts';
import type { Token } from './token.ts';
import { tokenize } from './tokenize.ts';

/** A server block as it is written: its keys, and the words of each directive, of all its uses one after the other. */
export interface ServerBlock {
  readonly keys: readonly Key[];
  readonly directives: ReadonlyMap<string, readonly Token[]>;
}

/** An address at the head of a block, with its variables replaced, and the word that it was. */
export interface Key {
  readonly text: string;
  readonly token: Token | undefined;
}

/** A Corefile and what it may import. */
export interface Source {
  /** The path of the main file. */
  readonly path: string;
  readonly text: string;
  readonly files: Files;
  readonly variables: Variables;
}

/** What was read: the blocks in their order, and the files that were imported. */
export interface ParsedCorefile {
  readonly blocks: readonly ServerBlock[];
  readonly imported: ReadonlySet<string>;
}

const MAX_SNIPPETS = 10_000;
const MAX_FILES = 100_000;
/** CoreDNS itself has no limit; with imports in imports it would run out of memory. */
const MAX_TOKENS = 1_000_000;

/**
 * Reads the server blocks of a Corefile with everything that it imports.
 * Throws a `CorefileError` with the message of CoreDNS. Source: github.com/coredns/caddy caddyfile/parse.go.
 */
export function parseServerBlocks(source: Source, directives: ReadonlySet<string>): ParsedCorefile {
  const cursor = new Dispenser(source.path, tokenize(source.text, source.path));
  const snippets = new Map<string, readonly Token[]>();
  const imported = new Set<string>();
  const read = new Map<string, readonly Token[]>();
  const blocks: ServerBlock[] = [];
  const replace = (text: string): string => replaceVariables(text, source.variables);
  let snippetImports = 0;
  let fileImports = 0;
  let tokens = 0;

  const importFile = (path: string): readonly Token[] => {
    const file = absolute(path);
    const text = source.files.get(file);
    if (text === undefined) {
      throw cursor.error(
        isFolder(source.files, file)
          ? `Could not import ${path}: is a directory`
          : `Could not import ${path}: open ${path}: no such file or directory`,
      );
    }
    imported.add(file);
    const known = read.get(file) ?? tokenize(text, file);
    read.set(file, known);
    return known;
  };

  const importFiles = (pattern: string): readonly Token[] => {
    if (fileImports >= MAX_FILES) {
      throw cursor.error(`maximum file import depth (${MAX_SNIPPETS}) exceeded`);
    }
    fileImports += 1;
    const path = pattern.startsWith('/')
      ? pattern
      : posix.resolve(posix.dirname(absolute(cursor.file)), pattern);
    const count = (character: string): number => path.split(character).length - 1;
    if (count('*') > 1 || count('?') > 1 || (path.includes('[') && path.includes(']'))) {
      throw cursor.error(`Glob pattern may only contain one wildcard (*), but has others: ${path}`);
    }
    const matches = glob(source.files, path);
    if (!matches)
      throw cursor.error(`Failed to use import pattern ${pattern}: syntax error in pattern`);
    if (matches.length === 0 && !/[*?[\]]/.test(path)) {
      throw cursor.error(`File to import not found: ${pattern}`);
    }
    return matches.flatMap((match) => importFile(match));
  };

  const doImport = (): void => {
    if (!cursor.nextArg()) throw cursor.argumentError();
    const pattern = replace(cursor.value());
    if (pattern === '') throw cursor.error('Import requires a non-empty filepath');
    if (cursor.nextArg())
      throw cursor.error('Import takes only one argument (glob pattern or file)');
    const snippet = snippets.get(pattern);
    if (snippet && snippetImports >= MAX_SNIPPETS) {
      throw cursor.error(`maximum snippet import depth (${MAX_SNIPPETS}) exceeded`);
    }
    if (snippet) snippetImports += 1;
    const found = snippet ?? importFiles(pattern);
    tokens += found.length;
    if (tokens > MAX_TOKENS) {
      throw cursor.error(
        `imports give more than ${MAX_TOKENS} words; CoreDNS would run out of memory`,
      );
    }
    cursor.replaceTwo(found);
  };

  /** The keys of a block; ends on the opening brace, on the first word of the next line or at the end. */
  const readKeys = (): { keys: Key[]; end: boolean } => {
    const keys: Key[] = [];
    let expectingAnother = false;
    for (;;) {
      let text = replace(cursor.value());
      if (text === 'import' && cursor.isNewLine) {
        doImport();
        continue;
      }
      if (text === '{') {
        if (!expectingAnother) return { keys, end: false };
        throw cursor.error(`Expected another address but had '${text}' - check for extra comma`);
      }
      if (text !== '') {
        expectingAnother = text.endsWith(',');
        if (expectingAnother) text = text.slice(0, -1);
        keys.push({ text, token: cursor.current });
      }
      const hasNext = cursor.next();
      if (expectingAnother && !hasNext) throw cursor.endError();
      if (!hasNext) return { keys, end: true };
      if (!expectingAnother && cursor.isNewLine) return { keys, end: false };
    }
  };

  const readSnippet = (name: string): void => {
    if (snippets.has(name)) {
      throw cursor.error(`redeclaration of previously declared snippet ${name}`);
    }
    if (cursor.value() !== '{') throw cursor.syntaxError('{');
    const body: Token[] = [];
    let open = 1;
    while (cursor.next()) {
      if (cursor.value() === '}') open -= 1;
      if (open === 0) break;
      if (cursor.value() === '{') open += 1;
      if (cursor.current) body.push(cursor.current);
    }
    if (open !== 0) throw cursor.syntaxError('}');
    const importsItself = body.some((token, index) => {
      const argument = body[index + 1];
      const previous = body[index - 1];
      if (token.text !== 'import' || !argument || replace(argument.text) !== name) return false;
      return !previous || previous.file !== token.file || previous.line !== token.line;
    });
    if (importsItself)
      throw cursor.error(`maximum snippet import depth (${MAX_SNIPPETS}) exceeded`);
    snippets.set(name, body);
  };

  const readDirective = (found: Map<string, Token[]>): void => {
    const name = replace(cursor.value());
    if (!directives.has(name)) throw cursor.error(`Unknown directive '${name}'`);
    const words = found.get(name) ?? [];
    found.set(name, words);
    if (cursor.current) words.push(cursor.current);
    let nesting = 0;
    while (cursor.next()) {
      if (cursor.value() === '{') {
        nesting += 1;
      } else if (cursor.isNewLine && nesting === 0) {
        cursor.back();
        break;
      } else if (cursor.value() === '}') {
        if (nesting === 0) throw cursor.error("Unexpected '}' because no matching opening brace");
        nesting -= 1;
      } else if (cursor.value() === 'import' && cursor.isNewLine) {
        doImport();
        cursor.back();
        continue;
      }
      cursor.rename(replace(cursor.value()));
      if (cursor.current) words.push(cursor.current);
    }
    if (nesting > 0) throw cursor.endError();
  };

  const readDirectives = (): ReadonlyMap<string, readonly Token[]> => {
    const braces = cursor.value() === '{';
    if (!braces) cursor.back();
    const found = new Map<string, Token[]>();
    while (cursor.next()) {
      if (cursor.value() === '}') break;
      if (cursor.value() === 'import') {
        doImport();
        cursor.back();
        continue;
      }
      readDirective(found);
    }
    if (braces && cursor.value() !== '}') throw cursor.syntaxError('}');
    return found;
  };

  while (cursor.next()) {
    const { keys, end } = readKeys();
    const [first, second] = keys;
    if (end) {
      if (first) blocks.push({ keys, directives: new Map() });
    } else if (first && !second && first.text.startsWith('(') && first.text.endsWith(')')) {
      readSnippet(first.text.slice(1, -1));
    } else {
      const found = readDirectives();
      if (first) blocks.push({ keys, directives: found });
    }
  }
  return { blocks, imported };
}
