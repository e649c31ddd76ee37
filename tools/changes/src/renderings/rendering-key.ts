import { hash } from 'node:crypto';
import { posix } from 'node:path';

import { ENGINE } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { relativeTo } from './identified-files.ts';
import type { IdentifiedFiles } from './identified-files.ts';

/** The key of an overlay's rendering, if its build depends on this; undefined where a content has no name. */
export type KeyOf = (overlay: string, dependencies: Dependencies) => string | undefined;

/**
 * Keys of the renderings of one side: equal where the engine would read the same, on whatever side or machine.
 * Each place is looked at once.
 * @param root absolute; `paths` are relative to it
 */
export function renderingKeys(
  files: IdentifiedFiles,
  root: string,
  paths: readonly string[],
): KeyOf {
  const inputs: (string | null | undefined)[] = [];
  const lookups: (string | undefined)[] = [];

  const prefix = root === '/' ? root : `${root}/`;

  /** No path has a NUL. */
  function describeInput(number: number): string | null {
    const name = paths[number]!;
    const path = placeOf(name);
    const id = files.blobId(path);
    return id === undefined ? null : `${name}\0${id}\0${realName(path, name)}\0`;
  }

  function describeLookup(number: number): string {
    const name = paths[number]!;
    const path = placeOf(name);
    const kind = files.kind(path);
    return `${name}\0${kind ?? ''}\0${kind ? realName(path, name) : ''}\0`;
  }

  function placeOf(name: string): string {
    if (name === '' || name.startsWith('..')) return posix.join(root, name);
    return `${prefix}${name}`;
  }

  function realName(path: string, name: string): string {
    const real = files.realPath(path);
    if (real === path) return '';
    return real === undefined ? name : relativeTo(root, real) || '.';
  }

  return (overlay, dependencies) => {
    let text = `${ENGINE}\0${overlay}\0`;
    for (const number of dependencies.inputs) {
      let input = inputs[number];
      if (input === undefined) inputs[number] = input = describeInput(number);
      if (input === null) return undefined;
      text += input;
    }
    text += '\0';
    for (const number of dependencies.lookups) text += lookups[number] ??= describeLookup(number);
    return hash('sha256', text);
  };
}
