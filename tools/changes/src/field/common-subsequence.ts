/**
 * Above this many edits the search is given up: it takes quadratic time and memory, and a comparison of
 * texts that differ this much tells a reader nothing.
 */
const MAX_EDITS = 1500;

/**
 * A longest common subsequence of two lists, as pairs of indices in rising order
 * (Myers, "An O(ND) Difference Algorithm", 1986). Lists that differ in more than 1,500 places
 * share only their equal beginning and end.
 */
export function commonSubsequence(
  before: readonly string[],
  after: readonly string[],
): [before: number, after: number][] {
  let start = 0;
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < shorter - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    end++;
  }
  const pairs = range(start).map((i): [number, number] => [i, i]);
  const middle = searchMiddle(
    before.slice(start, before.length - end),
    after.slice(start, after.length - end),
  );
  for (const [x, y] of middle) pairs.push([start + x, start + y]);
  for (const i of range(end)) pairs.push([before.length - end + i, after.length - end + i]);
  return pairs;
}

function searchMiddle(before: readonly string[], after: readonly string[]): [number, number][] {
  const limit = Math.min(before.length + after.length, MAX_EDITS);
  // reached[k] is how far `before` is used up on the diagonal k = x - y; one copy is kept per number of edits.
  const history: Map<number, number>[] = [];
  let reached = new Map([[1, 0]]);
  for (let edits = 0; edits <= limit; edits++) {
    const next = new Map<number, number>();
    for (let k = -edits; k <= edits; k += 2) {
      const down = reached.get(k + 1) ?? -1;
      const right = (reached.get(k - 1) ?? -2) + 1;
      let x = Math.max(down, right);
      let y = x - k;
      if (x < 0 || y < 0 || x > before.length || y > after.length) continue;
      while (x < before.length && y < after.length && before[x] === after[y]) {
        x++;
        y++;
      }
      next.set(k, x);
      if (x === before.length && y === after.length) return walkBack([...history, next], k);
    }
    history.push(next);
    reached = next;
  }
  return [];
}

/** Follows the furthest points back to the start; the diagonal steps are what both lists share. */
function walkBack(history: readonly Map<number, number>[], last: number): [number, number][] {
  const pairs: [number, number][] = [];
  let k = last;
  for (let edits = history.length - 1; edits >= 0; edits--) {
    let x = history[edits]?.get(k) ?? 0;
    const earlier = history[edits - 1];
    const down = earlier?.get(k + 1) ?? -1;
    const right = (earlier?.get(k - 1) ?? -2) + 1;
    const from = earlier ? Math.max(down, right) : 0;
    for (; x > from; x--) pairs.push([x - 1, x - 1 - k]);
    k = down >= right ? k + 1 : k - 1;
  }
  return pairs.toReversed();
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
