import type { Check, Part, Verdict } from '../check.ts';

/** What a run found. */
export interface Verification {
  /** The name of the environment. */
  readonly environment: string;
  readonly cluster: { readonly context: string; readonly server: string };
  readonly checks: readonly Check[];
  /** What was not looked at, and the flag that asks for it. */
  readonly notAsked: readonly NotAsked[];
}

export interface NotAsked {
  readonly parts: readonly Part[];
  readonly flag: string;
}

/** What probers ask from the networks of pods, in the order of reports. */
export const PROBED_PARTS: readonly Part[] = [
  'dns',
  'reachability',
  'ports',
  'balance',
  'affinity',
  'external',
  'latency',
];

/** Parts in the order of reports: what others depend on first. */
const PARTS: readonly Part[] = ['services', 'endpoints', ...PROBED_PARTS, 'failover'];

/** How many checks of a part ended how. */
export interface PartSummary {
  readonly part: Part;
  readonly counts: Readonly<Record<Verdict, number>>;
}

/** The parts of which something was checked. */
export function summarize(checks: readonly Check[]): readonly PartSummary[] {
  return PARTS.flatMap((part) => {
    const own = checks.filter((check) => check.part === part);
    if (own.length === 0) return [];
    const count = (verdict: Verdict): number =>
      own.filter((check) => check.verdict === verdict).length;
    const counts = {
      agrees: count('agrees'),
      disagrees: count('disagrees'),
      'not-conclusive': count('not-conclusive'),
      skipped: count('skipped'),
    };
    return [{ part, counts }];
  });
}

/** Whether a check says that the prediction is wrong, or the cluster. */
export function disagrees({ verdict }: Check): boolean {
  return verdict === 'disagrees';
}
