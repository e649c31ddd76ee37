/** How the clock of a prober's node stands to this one, in milliseconds. */
export interface ClockDifference {
  /** How far it is ahead; negative where it is behind. */
  readonly ahead: number;
  /** How far that may be from the truth, either way. */
  readonly within: number;
}

/**
 * Compares two clocks by one reading of the other between two of this one. Where it lies between them, the clocks count as
 * the same: what is left may be the way there and back.
 */
export function compareClocks(read: number, from: number, to: number): ClockDifference {
  const within = to - from;
  const ahead = Math.min(read - from, 0) + Math.max(read - to, 0);
  return { ahead, within };
}
