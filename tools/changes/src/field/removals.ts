import { getField, originsOf } from 'kustomize-ts';
import type { Node, Origin, Removed } from 'kustomize-ts';

import type { Place } from '../place.ts';
import { firstLeaf, placeOfOrigin } from './place-of-node.ts';
import type { Side } from './find-node.ts';
import type { Segment } from './path.ts';

/** What builds took away again: where that was said, by the field and by where the value had been written. */
export interface Removals {
  /**
   * Where a build took a field away that the other side has.
   * @param side the one that has the field
   * @param node the field's value there
   */
  find(segments: readonly Segment[], side: Side, node: Node | undefined): Place | undefined;
}

type Owner = Pick<Removed, 'kind' | 'name' | 'namespace'>;

/** Removals by the resource whose fields they were. */
export function removalsByResource(
  removed: readonly Removed[] = [],
): (owner: Owner) => Removals | undefined {
  const groups = Map.groupBy(
    removed.filter(({ field }) => field !== undefined),
    keyOf,
  );
  return (owner) => {
    const group = groups.get(keyOf(owner));
    return group && toRemovals(group);
  };
}

function keyOf({ kind, name, namespace }: Owner): string {
  return JSON.stringify([kind, namespace ?? '', name]);
}

function toRemovals(removed: readonly Removed[]): Removals {
  const byField = new Map<string, Origin>();
  const byBirth = new Map<string, Origin>();
  for (const { field = '', origins } of removed) {
    const last = origins.at(-1);
    if (!last || last.path === '') continue;
    // What is taken away as a whole is noted value by value.
    const birth = birthOf(origins);
    for (const path of prefixesOf(field)) {
      byField.set(path, last);
      if (birth !== undefined) byBirth.set(`${birth} ${withoutIndices(path)}`, last);
    }
  }
  return {
    find: (segments, side, node) => {
      const birth = node && birthOf(originsOf(firstLeaf(node)));
      const path = tracePath(segments, side);
      // What was written on the same line is the same, even where items before it are gone and the index is another one.
      const last = byBirth.get(`${birth} ${withoutIndices(path)}`) ?? byField.get(path);
      return last && placeOfOrigin(last);
    },
  };
}

function birthOf([first]: readonly Origin[]): string | undefined {
  return first?.line ? `${first.path}:${first.line}:${first.column}` : undefined;
}

/** The path as builds write it: `spec.ports[0].name`, `metadata.labels["a.b/c"]`. */
function tracePath(segments: readonly Segment[], side: Side): string {
  let path = '';
  for (const segment of segments) {
    if ('item' in segment) path += `[${segment[side]}]`;
    else if (!/^[\w$-]+$/.test(segment.key)) path += `[${JSON.stringify(segment.key)}]`;
    else path += path === '' ? segment.key : `.${segment.key}`;
  }
  return path;
}

function withoutIndices(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '[]');
}

/** `a`, `a.b` and `a.b[0]` of `a.b[0]`. */
function prefixesOf(path: string): string[] {
  const steps = path.matchAll(/\.?[\w$-]+|\[(?:\d+|"(?:[^"\\]|\\.)*")\]/gy);
  return Array.from(steps, ({ 0: step, index }) => path.slice(0, index + step.length));
}

/** Where builds took whole objects away, by where those had been written. */
export function removedObjects(
  removed: readonly Removed[] = [],
): (object: Node) => Place | undefined {
  const byBirth = new Map<string, Origin>();
  for (const { field, origins } of removed) {
    const last = origins.at(-1);
    const birth = birthOf(origins);
    if (field === undefined && last && last.path !== '' && birth !== undefined)
      byBirth.set(birth, last);
  }
  return (object) => {
    const birth = birthOf(originsOf(getField(object, 'kind')));
    const last = birth === undefined ? undefined : byBirth.get(birth);
    return last && placeOfOrigin(last);
  };
}
