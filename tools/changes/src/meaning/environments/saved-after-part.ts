import { countSeverities } from '@fingerpost/policy';
import type { Finding } from '@fingerpost/policy';

import { matchFindings, subtractCounts } from './match-findings.ts';
import type { MatchedFindings } from './match-findings.ts';
import type { Neighbourhood } from './neighbourhood.ts';
import { readFindings, toLines } from './saved-findings.ts';
import type { SavedEnvironment, SavedFinding } from './saved-findings.ts';

/**
 * What is to be kept of the new side, of which only a part was computed: the findings of the old side with what became new
 * and without what was fixed. What stayed may stand on another line: what the part shows as it was kept is taken from
 * the part. Undefined where something else has to do with an edited overlay. A contradiction: what was fixed in the part
 * was not there before, so that the part does not show what the whole does.
 */
export function savedAfterPart(
  saved: SavedEnvironment,
  { after, edited, resources }: Neighbourhood,
  matched: MatchedFindings,
  morePods: number,
): SavedEnvironment | 'contradiction' | undefined {
  const near = new Set(after.map(({ id }) => id));
  const isNear = ({ overlays }: SavedFinding): boolean => {
    const ids: readonly string[] = JSON.parse(overlays);
    // What belongs to none is about all of them.
    return ids.length === 0 || ids.some((id) => near.has(id));
  };
  const far: SavedFinding[] = [];
  const close: SavedFinding[] = [];
  for (const line of saved.lines) (isNear(line) ? close : far).push(line);
  const { new: unknown, fixed: known } = matchFindings(readFindings(close), matched.fixed);
  if (unknown.length > 0) return 'contradiction';
  const shown = new Map(matched.same.map(([old, now]) => [JSON.stringify(old), now]));
  const kept: SavedFinding[] = [...far];
  const moved: Finding[] = [];
  for (const line of toLines(known)) {
    const now = shown.get(line.json);
    if (now) moved.push(now);
    else kept.push(line);
  }
  if (kept.some(mentions(resources))) return undefined;
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
    lines: [...kept, ...toLines([...moved, ...matched.new])],
  };
}

/** Tells whether a finding names one of the resources. Most findings have nothing to do with their namespaces. */
function mentions(resources: ReadonlySet<string>): (finding: SavedFinding) => boolean {
  const names = Array.from(resources, (name) => JSON.stringify(name));
  const namespaces = [...new Set(names.map(namespacePart))];
  return ({ json }) =>
    namespaces.some((part) => json.includes(part)) && names.some((name) => json.includes(name));
}

/** `/backend/` of `Service/backend/go-server`. */
function namespacePart(name: string): string {
  return name.slice(name.indexOf('/'), name.lastIndexOf('/') + 1);
}
