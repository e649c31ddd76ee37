import { mergeFindings } from '@fingerpost/policy';
import type { Finding, Severity } from '@fingerpost/policy';

import type { ContentCache } from '../cache/content-cache.ts';
import type { EnvironmentChange, Meaning, OverlayChange } from '../changes.ts';
import type { OverlayPair } from '../compare-overlays.ts';
import { compareModels } from './discovery/compare-models.ts';
import { compareEnvironment } from './environments/compare-environment.ts';
import type { EnvironmentSide } from './environments/environment-side.ts';
import { withRecreations } from './recreate.ts';

/** An environment on both sides; undefined where it is not there. */
export interface EnvironmentPair {
  /** '' of plain files. */
  readonly name: string;
  readonly before: EnvironmentSide | undefined;
  readonly after: EnvironmentSide | undefined;
}

export interface MeaningInput {
  /** Those in which something differs. */
  readonly environments: readonly EnvironmentPair[];
  /** What differs in the manifests, and the renderings that were compared. */
  readonly overlays: readonly OverlayChange[];
  readonly pairs: readonly OverlayPair[];
  /** Where findings are kept from run to run. */
  readonly cache?: ContentCache | undefined;
  /** Of the code: what another version has kept is not believed. */
  readonly version: string;
}

export interface ComparedMeaning {
  readonly meaning: Meaning;
  /** With what the API server refuses to update, in a new order. */
  readonly overlays: readonly OverlayChange[];
  /** Overlays of which nothing is known on one side, because they do not render there. */
  readonly unknown: readonly string[];
}

/** What a change means: in each environment, and to the API server. */
export function compareMeaning({
  environments,
  overlays,
  pairs,
  cache,
  version,
}: MeaningInput): ComparedMeaning {
  const { overlays: completed, findings: refused } = withRecreations(overlays, pairs);
  const changes: EnvironmentChange[] = [];
  const fresh: Finding[] = [...refused];
  const fixed: Finding[] = [];
  const unchanged: Record<Severity, number> = { error: 0, warning: 0, caution: 0 };
  const unknown: string[] = [];
  for (const { name, before, after } of environments) {
    const compared = compareEnvironment(before, after, { compareModels, cache, version });
    const { discovery, notModelled, findings } = compared;
    changes.push({ environment: name, discovery, notModelled });
    fresh.push(...findings.new);
    fixed.push(...findings.fixed);
    unknown.push(...compared.unknown);
    for (const severity of ['error', 'warning', 'caution'] as const)
      unchanged[severity] += findings.unchanged[severity];
  }
  return {
    meaning: {
      environments: changes,
      findings: { new: mergeFindings(fresh), fixed: mergeFindings(fixed), unchanged },
    },
    overlays: completed,
    unknown,
  };
}
