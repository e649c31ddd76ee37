/**
 * How many characters have to be added, removed, replaced or swapped with their neighbour to make one text of another;
 * undefined where it is more than a limit.
 */
export function editDistance(from: string, to: string, limit: number): number | undefined {
  if (from === to) return 0;
  if (Math.abs(from.length - to.length) > limit) return undefined;
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && from[start] === to[start]) start++;
  let end = 0;
  while (end < shorter - start && from.at(-1 - end) === to.at(-1 - end)) end++;
  return distanceBetween(
    from.slice(start, from.length - end),
    to.slice(start, to.length - end),
    limit,
  );
}

/** The distance of texts that begin and end differently. */
function distanceBetween(from: string, to: string, limit: number): number | undefined {
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (same ? 0 : 1),
          swapped && row > 1 && column > 1
            ? (before[column - 2] ?? 0) + 1
            : Number.POSITIVE_INFINITY,
        ),
      );
    }
    if (Math.min(...current) > limit) return undefined;
    before = last;
    last = current;
  }
  const distance = last.at(-1) ?? 0;
  return distance <= limit ? distance : undefined;
}
