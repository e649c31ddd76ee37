import type { Check } from '../check.ts';
import { objectivesOf } from './objectives.ts';
import type { Objective } from './objectives.ts';
import { unansweredParts } from './unanswered-parts.ts';
import type { UnansweredPart } from './unanswered-parts.ts';
import { disagrees, summarize } from './verification.ts';
import type { PartSummary, Verification } from './verification.ts';

/** A run as JSON; `docs/schema/verify.schema.json` describes it. */
export interface VerificationJson extends Verification {
  readonly agrees: boolean;
  readonly unanswered: readonly UnansweredPart[];
  readonly summary: readonly PartSummary[];
  readonly objectives: readonly Objective[];
  readonly checks: readonly Check[];
}

/** A run as plain data for programs. */
export function verificationJson(verification: Verification): VerificationJson {
  const { environment, cluster, checks, notAsked } = verification;
  const unanswered = unansweredParts(checks);
  return {
    environment,
    cluster,
    agrees: unanswered.length === 0 && !checks.some((check) => disagrees(check)),
    unanswered,
    summary: summarize(checks),
    objectives: objectivesOf(checks),
    notAsked,
    checks,
  };
}
