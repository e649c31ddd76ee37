/** A source of choices that gives the same ones for the same seed (mulberry32). */
export interface Random {
  /** A whole number below a bound. */
  readonly below: (bound: number) => number;
  /** True with a probability. */
  readonly chance: (probability: number) => boolean;
  /** One of some. */
  readonly pick: <Item>(items: readonly [Item, ...Item[]]) => Item;
}

/** Choices from a seed. */
export function randomFrom(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return {
    below,
    chance: (probability) => next() < probability,
    pick: ([first, ...rest]) => rest[below(rest.length + 1) - 1] ?? first,
  };
}
