/** Choices that a seed decides (mulberry32). */
export interface Choices {
  /** From 0, less than a number. */
  below(limit: number): number;
  /** True as often as this share says. */
  chance(share: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** Undefined of none. */
  pickAny<T>(items: readonly T[]): T | undefined;
}

export function choicesOf(seed: number): Choices {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    chance: (share) => next() < share,
    pick: ([first, ...others]) => [first, ...others][below(others.length + 1)] ?? first,
    pickAny: (items) => items[below(items.length)],
  };
}
