import { placeOf, verbatimOf } from 'kustomize-ts';
import type { Node, Place } from 'kustomize-ts';

/**
 * The place of a field that the API server names, `spec.ports[0].port` or `metadata.labels[example.com/a]`: its value,
 * or its key where the value only begins on a later line. Where it is not there, as with one that is missing, the place
 * of what it would stand in. Undefined where no file holds any of it.
 */
export function locateField(root: Node, field: string): Place | undefined {
  let node: Node | undefined = root;
  let place = placeOf(root);
  for (const step of stepsOf(field)) {
    const entry: Found | undefined = stepInto(node, step);
    if (!entry) break;
    node = entry.value;
    place = placeOfEntry(entry) ?? place;
  }
  return place;
}

/**
 * A place within the text of a field, as a line of its file; columns are those of a block that is indented by two. Only a
 * literal block keeps its lines, and a file that a generator took as a whole. Undefined where the text stands in no file as it is: one that was generated or folded.
 */
export function locateText(
  root: Node,
  field: string,
  at: { readonly line: number; readonly column: number },
): Place | undefined {
  let entry: Found | undefined = { value: root };
  for (const step of stepsOf(field)) entry = entry && stepInto(entry.value, step);
  if (!entry || entry.value.kind !== 'scalar') return undefined;
  const place = placeOf(entry.value);
  const file = verbatimOf(entry.value);
  if (file && file.path !== place?.path) {
    return { path: file.path, line: file.line + at.line - 1, column: at.column };
  }
  const key = placeOf(entry.key);
  if (place?.line === undefined) return undefined;
  if (key && (key.path !== place.path || key.line !== place.line)) return undefined;
  const { style } = entry.value;
  if (style === 'folded') return undefined;
  if (style === 'literal') {
    const indent = key ? (key.column ?? 1) + 1 : (place.column ?? 1) - 1;
    return { ...place, line: place.line + at.line, column: indent + at.column };
  }
  const quote = style === 'plain' ? 0 : 1;
  const column = (place.column ?? 1) + quote + at.column - 1;
  return at.line === 1 ? { ...place, column } : place;
}

/** A value, and the key that it stands behind; none in a list. */
interface Found {
  readonly key?: Node;
  readonly value: Node;
}

function stepInto(node: Node, step: string): Found | undefined {
  if (node.kind === 'sequence') {
    const value = node.items[Number(step)];
    return value && { value };
  }
  if (node.kind !== 'mapping') return undefined;
  return node.entries.find(({ key }) => key.kind === 'scalar' && key.value === step);
}

function placeOfEntry({ key, value }: Found): Place | undefined {
  const place = placeOf(value);
  const keyPlace = placeOf(key);
  const isBelow =
    keyPlace !== undefined &&
    (place === undefined ||
      (keyPlace.path === place.path && (keyPlace.line ?? 0) < (place.line ?? 0)));
  return isBelow ? keyPlace : place;
}

/** Names, and what stands in brackets: an index, or a key with dots in it. */
function stepsOf(field: string): string[] {
  return [...field.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(
    ([, inner, name]) => inner ?? name ?? '',
  );
}
