import { scalarText } from '../resource/resource.ts';
import { getField, isNull } from '../yaml/node.ts';
import type { MappingNode, Node, SequenceNode } from '../yaml/node.ts';

/** Fields that say what a patch is for; others than the resource's do not reach it. */
const IDENTITY = new Set(['apiVersion', 'kind', 'metadata.name', 'metadata.namespace']);

/**
 * The first value of a strategic merge patch that did not reach what it was merged into. kustomize 5.8.1 loses elements
 * of lists with several merge keys (issues 3513 and 4752) and those of one key twice, and says nothing.
 */
export function findLostValue(patch: MappingNode, merged: MappingNode): Node | undefined {
  return lostIn(patch, merged, '');
}

function lostIn(patch: Node, merged: Node | undefined, path: string): Node | undefined {
  if (asksForNothing(patch) || IDENTITY.has(path)) return undefined;
  if (patch.kind === 'mapping') {
    if (merged?.kind !== 'mapping') return patch;
    for (const { key, value } of patch.entries) {
      const name = scalarText(key);
      const inner = path === '' ? name : `${path}.${name}`;
      const lost = lostIn(value, getField(merged, name), inner);
      if (lost) return lost;
    }
    return undefined;
  }
  if (patch.kind === 'sequence') {
    return merged?.kind === 'sequence' ? lostElement(patch, merged, path) : patch;
  }
  return merged?.kind === 'scalar' && merged.value === scalarText(patch) ? undefined : patch;
}

function lostElement(patch: SequenceNode, merged: SequenceNode, path: string): Node | undefined {
  const arrived = (element: Node, candidate: Node | undefined): boolean =>
    candidate !== undefined && !lostIn(element, candidate, `${path}[]`);
  const texts = new Set(merged.items.filter(({ kind }) => kind === 'scalar').map(scalarText));
  return patch.items.find((element, i) => {
    if (element.kind === 'scalar') return !asksForNothing(element) && !texts.has(element.value);
    // Most stand where they stood in the patch.
    if (arrived(element, merged.items[i])) return false;
    return !merged.items.some((candidate) => arrived(element, candidate));
  });
}

/** Null takes away, a directive is no value, and empty collections come and go in a merge. */
function asksForNothing(node: Node): boolean {
  if (node.kind === 'sequence')
    return node.items.every(asksForNothing) || node.items.some(isDirective);
  if (node.kind !== 'mapping') return isNull(node);
  if (getField(node, '$patch')) return scalarText(getField(node, '$patch')) !== 'merge';
  return node.entries.every(
    ({ key, value }) => scalarText(key).startsWith('$') || asksForNothing(value),
  );
}

function isDirective(element: Node): boolean {
  return element.kind === 'mapping' && element.entries.length === 1 && hasPatch(element);
}

function hasPatch(element: MappingNode): boolean {
  return getField(element, '$patch') !== undefined;
}

/** A list in a patch that replaced one of a resource, and an element that is gone with it. */
export interface DroppedElement {
  /** The list as the patch has it. */
  readonly list: SequenceNode;
  readonly element: Node;
}

/**
 * The first element of a list of objects that a patch drops because kustomize knows no merge keys of the kind, so that
 * the list of the patch replaces the other one. Elements are told apart by `name`, without it by their number.
 */
export function findDroppedElement(
  before: Node,
  patch: Node,
  merged: Node | undefined,
): DroppedElement | undefined {
  if (patch.kind === 'mapping' && before.kind === 'mapping') {
    for (const { key, value } of patch.entries) {
      const name = scalarText(key);
      const old = getField(before, name);
      const dropped = old && findDroppedElement(old, value, getField(merged, name));
      if (dropped) return dropped;
    }
  } else if (patch.kind === 'sequence' && before.kind === 'sequence') {
    const left = merged?.kind === 'sequence' ? merged.items : [];
    const names = new Set(left.map(nameOf));
    const element = before.items.find((item, i) => {
      if (item.kind !== 'mapping') return false;
      const name = nameOf(item);
      return name === '' ? left[i] === undefined : !names.has(name);
    });
    if (element) return { list: patch, element };
  }
  return undefined;
}

function nameOf(element: Node): string {
  return scalarText(getField(element, 'name'));
}
