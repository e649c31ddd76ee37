import type { Node } from 'kustomize-ts';

import type { Place } from '../place.ts';
import type { FieldChange } from './diff-fields.ts';
import { findNode } from './find-node.ts';
import type { Found, Side } from './find-node.ts';
import type { Hunk, Line } from './line-diff.ts';
import { placeOfFound, placeOfText } from './place-of-node.ts';
import type { Removals } from './removals.ts';

/** An object as one side has it. */
export interface LocatedObject {
  readonly node: Node;
  /** What its build took away from it. */
  readonly removals?: Removals | undefined;
}

/**
 * The change with the places of both sides: where each value was set last, and where a value that one side lacks was taken
 * away, if its build did that.
 */
export function locateChange(
  change: FieldChange,
  before: LocatedObject,
  after: LocatedObject,
): FieldChange {
  const { segments, kind, hunks } = change;
  const old = kind === 'added' ? undefined : findNode(before.node, segments, 'before');
  const now = kind === 'removed' ? undefined : findNode(after.node, segments, 'after');
  const gone = (side: LocatedObject, other: Side, found: Found | undefined): Place | undefined =>
    side.removals?.find(segments, other, found?.value);
  const beforePlace = kind === 'added' ? gone(before, 'after', now) : old && placeOfFound(old);
  const afterPlace = kind === 'removed' ? gone(after, 'before', old) : now && placeOfFound(now);
  return {
    ...change,
    ...(beforePlace && { beforePlace }),
    ...(afterPlace && { afterPlace }),
    ...(hunks && { hunks: hunks.map((hunk) => locateHunk(hunk, old, now)) }),
  };
}

function locateHunk(hunk: Hunk, old: Found | undefined, now: Found | undefined): Hunk {
  const beforePlace = lineOf(old, hunk.before, hunk.lines, 'added');
  const afterPlace = lineOf(now, hunk.after, hunk.lines, 'removed');
  return { ...hunk, ...(beforePlace && { beforePlace }), ...(afterPlace && { afterPlace }) };
}

/** @param absent the lines that this side does not have */
function lineOf(
  found: Found | undefined,
  line: number,
  lines: readonly Line[],
  absent: Line['kind'],
): Place | undefined {
  const text = found && placeOfText(found);
  if (text?.line === undefined || lines.every(({ kind }) => kind === absent)) return undefined;
  return { ...text, line: text.line + line - 1 };
}
