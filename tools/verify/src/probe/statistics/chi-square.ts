import { upperGamma } from './gamma.ts';

/** How well counts fit equal chances. */
export interface Fit {
  /** The sum of the squared distances from what was expected, each divided by it (Pearson). */
  readonly chiSquare: number;
  readonly degrees: number;
  /** How likely chance alone gives counts that are this uneven or more. */
  readonly p: number;
}

/** Tests counts of things that are equally likely; of fewer than two there is nothing to test, and p is 1. */
export function fitEqualChances(counts: readonly number[]): Fit {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const degrees = counts.length - 1;
  if (degrees < 1 || total === 0) return { chiSquare: 0, degrees: Math.max(degrees, 0), p: 1 };
  const expected = total / counts.length;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return { chiSquare, degrees, p: upperGamma(degrees / 2, chiSquare / 2) };
}
