/** Several runs of one thing: times in milliseconds. */
export interface Spread {
  readonly minimum: number;
  readonly median: number;
  readonly maximum: number;
}

/** Sums up what was measured. Errors: nothing was. */
export function spreadOf(samples: readonly number[]): Spread {
  const sorted = samples.toSorted((a, b) => a - b);
  const [minimum] = sorted;
  const median = sorted[Math.floor(sorted.length / 2)];
  const maximum = sorted.at(-1);
  if (minimum === undefined || median === undefined || maximum === undefined)
    throw new Error('nothing was measured');
  return { minimum, median, maximum };
}

/** `0.9 / 1.0 / 1.4 ms`: minimum, median and maximum. */
export function formatSpread({ minimum, median, maximum }: Spread): string {
  const seconds = median >= 1000;
  const [low, middle, high] = [minimum, median, maximum].map((time) =>
    seconds ? (time / 1000).toFixed(2) : time.toFixed(time < 10 ? 2 : 0),
  );
  return `${low} / ${middle} / ${high} ${seconds ? 's' : 'ms'}`;
}
