import { originsOf, placeOf, verbatimOf } from 'kustomize-ts';
import type { Node, Origin, Place as Position } from 'kustomize-ts';

import type { Place } from '../place.ts';
import type { Found } from './find-node.ts';

/**
 * Where a value comes from: the last thing that set it. Of a map or a list with something in it, the line that it begins
 * on, if that is in the file of its first value. Undefined where no file says anything of it.
 */
export function placeOfFound({ key, value }: Found): Place | undefined {
  const leaf = firstLeaf(value);
  const own = placeOfLeaf(leaf) ?? placeOfPosition(placeOf(key));
  if (leaf === value || !own) return own;
  for (const start of [placeOf(key), placeOf(value)]) {
    if (start?.path === own.file && (start.line ?? 0) <= (own.line ?? 0)) {
      return placeOfPosition(start, own.by);
    }
  }
  return own;
}

/** Where a text stands line by line, as the line of its first one. Undefined where no file holds it so. */
export function placeOfText({ value }: Found): Place | undefined {
  const last = originsOf(value).at(-1);
  const text = last ? last.text : verbatimOf(value);
  return text && { file: text.path, line: text.line, by: last?.by };
}

/** Where an object was made. */
export function placeOfObject(node: Node): Place | undefined {
  const place = placeOf(node);
  const [birth] = originsOf(firstLeaf(node));
  if (place) return placeOfPosition(place, birth?.by);
  return birth && placeOfOrigin(birth);
}

/** The place of a station. */
export function placeOfOrigin({ path, line, column, by }: Origin): Place {
  return { file: path, line, column, by };
}

function placeOfLeaf(leaf: Node): Place | undefined {
  const last = originsOf(leaf).at(-1);
  // What the engine makes of nothing that was written has a station without a file.
  return last && last.path !== '' ? placeOfOrigin(last) : placeOfPosition(placeOf(leaf));
}

function placeOfPosition(position: Position, by?: string): Place;
function placeOfPosition(position: Position | undefined, by?: string): Place | undefined;
function placeOfPosition(position: Position | undefined, by?: string): Place | undefined {
  return position && { file: position.path, line: position.line, column: position.column, by };
}

/** The first value of a tree that holds no others. */
export function firstLeaf(node: Node): Node {
  let leaf = node;
  for (;;) {
    const inner: Node | undefined =
      leaf.kind === 'mapping'
        ? leaf.entries[0]?.value
        : leaf.kind === 'sequence'
          ? leaf.items[0]
          : undefined;
    if (!inner) return leaf;
    leaf = inner;
  }
}
