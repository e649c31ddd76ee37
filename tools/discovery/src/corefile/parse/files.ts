import { posix } from 'node:path';

/** Files by their absolute path, as the server sees them. */
export type Files = ReadonlyMap<string, string>;

/** Whether a path is a folder of one of the files. */
export function isFolder(files: Files, path: string): boolean {
  const prefix = path.endsWith('/') ? path : `${path}/`;
  return [...files.keys()].some((file) => file.startsWith(prefix));
}

/** A path as `filepath.Abs` gives it; the server runs in `/`. */
export function absolute(path: string): string {
  return posix.resolve('/', path);
}

/**
 * The files and folders that a pattern names, sorted (`filepath.Glob`); undefined: it is malformed. In a pattern, `*`
 * and `?` stop at slashes.
 */
export function glob(files: Files, pattern: string): readonly string[] | undefined {
  if (!/[*?[\\]/.test(pattern)) {
    const path = posix.normalize(pattern);
    return files.has(path) || isFolder(files, path) ? [pattern] : [];
  }
  const matcher = compileGlob(pattern);
  if (!matcher) return undefined;
  const depth = pattern.split('/').length;
  const candidates = new Set(
    [...files.keys()].map((file) => file.split('/').slice(0, depth).join('/')),
  );
  return [...candidates]
    .filter((path) => path.split('/').length === depth && matcher.test(path))
    .toSorted();
}

function compileGlob(pattern: string): RegExp | undefined {
  let source = '';
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    if (character === '*') source += '[^/]*';
    else if (character === '?') source += '[^/]';
    else if (character === '[') return undefined;
    else if (character === '\\') {
      index += 1;
      if (index === pattern.length) return undefined;
      source += escapeCharacter(pattern.charAt(index));
    } else source += escapeCharacter(character);
  }
  return new RegExp(`^${source}$`, 'su');
}

function escapeCharacter(character: string): string {
  return /[A-Za-z0-9_]/.test(character) || character > '\u007f'
    ? character
    : `\\u{${character.charCodeAt(0).toString(16)}}`;
}
