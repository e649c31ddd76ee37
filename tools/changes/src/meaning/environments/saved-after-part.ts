import { countSeverities } from '@fingerpost/policy';
import type { Finding } from '@fingerpost/policy';

import { matchFindings, subtractCounts } from './match-findings.ts';
import type { MatchedFindings } from './match-findings.ts';
import type { Neighbourhood } from './neighbourhood.ts';
import { readFindings, toLines } from './saved-findings.ts';
import type { SavedEnvironment } from './saved-findings.ts';

/**
 * What is to be kept of the new side, of which only a part was computed: the findings of the old side with what became new
 * and without what was fixed. What stayed may stand on another line, so it is taken from the part; where the part does
 * not show all that an edited overlay has, nothing can be kept. A contradiction: what was fixed in the part was not
 * there before, so that the part does not show what the whole does.
 */
export function savedAfterPart(
  saved: SavedEnvironment,
  { after, edited }: Neighbourhood,
  matched: MatchedFindings,
  morePods: number,
): SavedEnvironment | 'contradiction' | undefined {
  const near = new Set(after.map(({ id }) => id));
  const isNear = (overlays: string): boolean => {
    const ids: readonly string[] = JSON.parse(overlays);
    // What belongs to none is about all of them.
    return ids.length === 0 || ids.some((id) => near.has(id));
  };
  const far = saved.lines.filter(({ overlays }) => !isNear(overlays));
  const known = readFindings(saved.lines.filter(({ overlays }) => isNear(overlays)));
  const fixed = matchFindings(known, matched.fixed);
  if (fixed.new.length > 0) return 'contradiction';
  const rest = matchFindings(fixed.fixed, matched.same);
  const isEdited = ({ overlays }: Finding): boolean => overlays.some((id) => edited.has(id));
  if (rest.fixed.some(isEdited)) return undefined;
  const added = countSeverities(matched.new);
  const less = subtractCounts(saved.counts, matched.fixed);
  return {
    counts: {
      error: less.error + added.error,
      warning: less.warning + added.warning,
      caution: less.caution + added.caution,
    },
    pods: saved.pods + morePods,
    profiles: new Map([...saved.profiles, ...edited]),
    lines: [...far, ...toLines([...rest.fixed, ...rest.same, ...matched.new])],
  };
}
