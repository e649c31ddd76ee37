import { object, text } from '@fingerpost/apiserver';
import { familiesOf } from '@fingerpost/discovery';
import { checkedServices } from '../../facts/checked-services.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const requireDualStack: Rule = {
  id: 'service/require-dual-stack',
  severity: 'warning',
  scope: 'environment',
  title: 'A Service requires both IP families',
  why: 'A cluster with one family refuses RequireDualStack: the same manifest works in one environment and fails in the next.',
  fix: 'write ipFamilyPolicy: PreferDualStack, which takes what the cluster has',
  silent: 'Where the environment says that the cluster has both families.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/dual-stack/#services',
  covers: /^spec\.ipFamilyPolicy: Invalid value.*RequireDualStack/,
  check: findServices,
};

function* findServices(input: RuleInput): Generator<Problem> {
  const families = familiesOf(input.model.environment.serviceCIDRs);
  if (input.complete && families.length > 1) return;
  for (const { stored, name } of checkedServices(input)) {
    // As written: a headless Service without selector gets it by default, wherever it is.
    if (text(object(stored.written, 'spec'), 'ipFamilyPolicy') !== 'RequireDualStack') continue;
    const where = input.complete
      ? `this cluster has only ${families.join()}`
      : 'a cluster with one family';
    yield {
      on: stored,
      field: 'spec.ipFamilyPolicy',
      message: input.complete
        ? `Service ${name} requires both IP families, and ${where}: it is refused`
        : `Service ${name} requires both IP families: ${where} refuses it`,
    };
  }
}
