import type { Check } from '../check.ts';
import { objectivesOf } from './objectives.ts';
import type { Objective } from './objectives.ts';
import { disagrees, summarize } from './verification.ts';
import type { PartSummary, Verification } from './verification.ts';

/** A run as JSON; `docs/schema/verify.schema.json` describes it. */
export interface VerificationJson extends Verification {
  readonly agrees: boolean;
  readonly summary: readonly PartSummary[];
  readonly objectives: readonly Objective[];
  readonly checks: readonly Check[];
}

/** A run as plain data for programs. */
export function verificationJson(verification: Verification): VerificationJson {
  const { environment, cluster, checks, notAsked } = verification;
  return {
    environment,
    cluster,
    agrees: !checks.some((check) => disagrees(check)),
    summary: summarize(checks),
    objectives: objectivesOf(checks),
    notAsked,
    checks,
  };
}
