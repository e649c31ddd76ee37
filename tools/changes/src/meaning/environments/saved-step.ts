import type { Severity } from '@fingerpost/policy';

import type { OverlayProfile } from './overlay-profile.ts';
import type { SavedEnvironment, SavedFinding } from './saved-findings.ts';

/** What an edit makes of what is kept of an environment: a thousandth of it, and as much less to write. */
interface Step {
  /** The key of what it begins with. */
  readonly from: string;
  readonly counts: Readonly<Record<Severity, number>>;
  readonly pods: number;
  readonly profiles: readonly (readonly [overlay: string, profile: OverlayProfile])[];
  /** Indexes of findings that are not there any more, or stand elsewhere. */
  readonly gone: readonly number[];
  readonly added: readonly SavedFinding[];
}

const START = '{"from":';

/** Writes down how one gets from what is kept under a key to something else, which shares its unchanged parts with it. */
export function formatStep(key: string, from: SavedEnvironment, to: SavedEnvironment): string {
  const left = new Set(to.lines);
  const known = new Set(from.lines);
  const step: Step = {
    from: key,
    counts: to.counts,
    pods: to.pods,
    profiles: [...to.profiles].filter(([id, profile]) => from.profiles.get(id) !== profile),
    gone: from.lines.flatMap((line, index) => (left.has(line) ? [] : [index])),
    added: to.lines.filter((line) => !known.has(line)),
  };
  return `${JSON.stringify(step)}\n`;
}

export function isStep(text: string): boolean {
  return text.startsWith(START);
}

/**
 * What a step leads to; undefined for a text that is none, or a part of one, and where it begins with something that is
 * not kept any more.
 */
export function takeStep(
  text: string,
  find: (key: string) => SavedEnvironment | undefined,
): SavedEnvironment | undefined {
  if (!text.endsWith('\n')) return undefined;
  try {
    const { from: key, counts, pods, profiles, gone, added }: Step = JSON.parse(text);
    const from = find(key);
    if (!from || !Number.isInteger(pods)) return undefined;
    const isGone = new Set(gone);
    return {
      counts,
      pods,
      profiles: new Map([...from.profiles, ...profiles]),
      lines: [...from.lines.filter((_, index) => !isGone.has(index)), ...added],
    };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}
