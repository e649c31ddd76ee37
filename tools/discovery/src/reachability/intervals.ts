/**
 * A set of points on a line: `[first, end, first, end, ...]`, ends excluded, ascending, and with a gap between each two
 * intervals, so that equal sets are equal lists.
 */
export type Intervals<Point extends number | bigint> = readonly Point[];

/** The points of all of the pairs `[first, end]`, in whatever order they come; empty pairs are left out. */
export function intervalsOf<Point extends number | bigint>(
  pairs: readonly (readonly [Point, Point])[],
): Intervals<Point> {
  const sorted = pairs
    .filter(([first, end]) => first < end)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const result: Point[] = [];
  for (const [first, end] of sorted) {
    const last = result.at(-1);
    if (last === undefined || first > last) result.push(first, end);
    else if (end > last) result[result.length - 1] = end;
  }
  return result;
}

/** The points of either. */
export function unite<Point extends number | bigint>(
  a: Intervals<Point>,
  b: Intervals<Point>,
): Intervals<Point> {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  return combine(a, b, (inA, inB) => inA || inB);
}

/** The points of both. */
export function intersect<Point extends number | bigint>(
  a: Intervals<Point>,
  b: Intervals<Point>,
): Intervals<Point> {
  const result: Point[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const firstA = a[i];
    const firstB = b[j];
    const endA = a[i + 1];
    const endB = b[j + 1];
    if (firstA === undefined || endA === undefined) return result;
    if (firstB === undefined || endB === undefined) return result;
    const first: Point = firstA < firstB ? firstB : firstA;
    const end: Point = endA < endB ? endA : endB;
    if (first < end) result.push(first, end);
    if (endA < endB) i += 2;
    else j += 2;
  }
}

/** The points of the first that the second does not have. */
export function subtract<Point extends number | bigint>(
  a: Intervals<Point>,
  b: Intervals<Point>,
): Intervals<Point> {
  return a.length === 0 || b.length === 0 ? a : combine(a, b, (inA, inB) => inA && !inB);
}

/** Whether a point is in the set. */
export function includes<Point extends number | bigint>(
  intervals: Intervals<Point>,
  point: Point,
): boolean {
  return positionOf(intervals, point) % 2 === 1;
}

/** Whether all points of the second are in the first. */
export function covers<Point extends number | bigint>(
  outer: Intervals<Point>,
  inner: Intervals<Point>,
): boolean {
  return subtract(inner, outer).length === 0;
}

/** How many borders are at or before the point: odd inside of an interval. */
function positionOf<Point extends number | bigint>(
  intervals: Intervals<Point>,
  point: Point,
): number {
  let low = 0;
  let high = intervals.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const border = intervals[middle];
    if (border !== undefined && border <= point) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Walks over the borders of both; where an index is odd, the walk is inside of an interval. */
function combine<Point extends number | bigint>(
  a: Intervals<Point>,
  b: Intervals<Point>,
  keep: (inA: boolean, inB: boolean) => boolean,
): Intervals<Point> {
  const result: Point[] = [];
  let inside = false;
  let i = 0;
  let j = 0;
  for (;;) {
    const nextA = a[i];
    const nextB = b[j];
    const border = nextB === undefined || (nextA !== undefined && nextA < nextB) ? nextA : nextB;
    if (border === undefined) return result;
    if (nextA === border) i += 1;
    if (nextB === border) j += 1;
    const kept = keep(i % 2 === 1, j % 2 === 1);
    if (kept === inside) continue;
    result.push(border);
    inside = kept;
  }
}
