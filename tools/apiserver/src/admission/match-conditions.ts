import type { JsonObject } from 'kustomize-ts';
import { matchConditionsLimit } from '../cel/run/cost.ts';
import type { Surroundings } from './activation.ts';
import { activation } from './activation.ts';
import type { Policy } from './policy.ts';
import { Budget, runAll, runner } from './runner.ts';

/**
 * Whether the match conditions of a policy hold, or the error that takes their place. A false one outweighs errors.
 * Source: Match in k8s.io/apiserver pkg/admission/plugin/webhook/matchconditions/matcher.go.
 */
export function matchConditions(
  policy: Policy,
  surroundings: Surroundings,
  params: JsonObject | undefined,
): boolean | { readonly error: string } {
  if (policy.matchConditions.length === 0) return true;
  const run = runner(
    policy,
    activation(surroundings, params, true),
    new Budget(matchConditionsLimit),
  );
  const results = runAll(policy.matchConditions, run);
  if ('error' in results) return policy.ignoresErrors ? false : results;
  const errors = results.outcomes.flatMap((outcome) =>
    outcome && 'error' in outcome ? [outcome.error] : [],
  );
  if (results.outcomes.some((outcome) => outcome && 'value' in outcome && outcome.value === false))
    return false;
  if (errors.length === 0) return true;
  const distinct = [...new Set(errors)];
  return policy.ignoresErrors
    ? false
    : { error: distinct.length === 1 ? (distinct[0] ?? '') : `[${distinct.join(', ')}]` };
}
