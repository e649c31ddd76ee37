import { checkedServices } from '../../facts/checked-services.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const headlessAffinity: Rule = {
  id: 'service/headless-affinity',
  severity: 'warning',
  scope: 'resource',
  title: 'A headless Service asks for session affinity',
  why: 'The proxy of the nodes keeps clients with their pod, and no proxy stands before a headless Service: clients get all addresses and choose.',
  fix: 'remove sessionAffinity, or clusterIP: None if clients should keep their pod',
  silent: '',
  source: 'GetWarningsForService of pkg/api/service/warnings.go',
  covers: /^spec\.SessionAffinity is ignored for headless services/,
  check: findServices,
};

function* findServices(input: RuleInput): Generator<Problem> {
  for (const { stored, name, addressing, affinity } of checkedServices(input)) {
    if (addressing !== 'headless' || affinity.kind === 'None') continue;
    yield {
      on: stored,
      field: 'spec.sessionAffinity',
      message: `headless Service ${name} asks for session affinity ${affinity.kind}, and no proxy stands between clients and pods: it has no effect`,
    };
  }
}
