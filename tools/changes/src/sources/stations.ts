import type { Origin } from 'kustomize-ts';

/** A station of a value on one side, and the same one on the other. */
export interface Station {
  readonly origin: Origin;
  /** The value that it found. */
  readonly input: string | undefined;
  /** The same station on the other side; undefined where there is none. */
  readonly other: { readonly origin: Origin; readonly input: string | undefined } | undefined;
}

export interface AlignedStations {
  readonly before: readonly Station[];
  readonly after: readonly Station[];
}

/** Whether two values went the same way; lines do not count, for an edit above moves them. */
export function sameStations(before: readonly Origin[], after: readonly Origin[]): boolean {
  if (before === after) return true;
  if (before.length !== after.length) return false;
  for (let i = 0; i < before.length; i++) {
    const origin = before[i];
    if (origin && !isSame(origin, after[i])) return false;
  }
  return true;
}

/** Whether the station says something else than on the other side. */
export function differs({ origin, other }: Station): boolean {
  return !other || other.origin.value !== origin.value;
}

/**
 * Finds for each station of a value the same one on the other side: in the same file by the same means, those with the same
 * value first, then from the last to the first; then one of another file that says the same, for files are renamed.
 */
export function alignStations(
  before: readonly Origin[],
  after: readonly Origin[],
): AlignedStations {
  if (before.length === after.length && before.every((own, i) => isSameStep(own, after[i]))) {
    return { before: inOrder(before, after), after: inOrder(after, before) };
  }
  const pairs = new Map<number, number>();
  const taken = new Set<number>();
  for (const fits of [isSame, isSameStep, saysTheSame]) {
    for (let x = before.length - 1; x >= 0; x--) {
      const origin = before[x];
      if (!origin || pairs.has(x)) continue;
      const y = after.findLastIndex((candidate, i) => !taken.has(i) && fits(origin, candidate));
      if (y < 0) continue;
      pairs.set(x, y);
      taken.add(y);
    }
  }
  const back = new Map([...pairs].map(([x, y]) => [y, x]));
  return {
    before: stationsOf(before, after, pairs),
    after: stationsOf(after, before, back),
  };
}

/** Most values go the same way on both sides, and say something else on it. */
function inOrder(own: readonly Origin[], others: readonly Origin[]): Station[] {
  return own.map((origin, i) => {
    const other = others[i];
    const input = others[i - 1]?.value;
    return { origin, input: own[i - 1]?.value, other: other && { origin: other, input } };
  });
}

function stationsOf(
  own: readonly Origin[],
  others: readonly Origin[],
  pairs: ReadonlyMap<number, number>,
): Station[] {
  return own.map((origin, i) => {
    const at = pairs.get(i);
    const other = at === undefined ? undefined : others[at];
    return {
      origin,
      input: own[i - 1]?.value,
      other: other && { origin: other, input: others[(at ?? 0) - 1]?.value },
    };
  });
}

function isSame(a: Origin, b: Origin | undefined): boolean {
  return b !== undefined && a.value === b.value && isSameStep(a, b);
}

function isSameStep(a: Origin, b: Origin | undefined): boolean {
  return b !== undefined && a.by === b.by && a.path === b.path;
}

function saysTheSame(a: Origin, b: Origin): boolean {
  return a.by === b.by && a.value === b.value;
}
