import type { Requirement } from '@fingerpost/discovery';
import { checkedServices } from '../../facts/checked-services.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const selectorUnstable: Rule = {
  id: 'service/selector-unstable',
  severity: 'warning',
  scope: 'resource',
  title: 'A Service selects pods by a label that changes with each release',
  why: 'While a new version rolls out, old and new pods have different values: the Service changes at once, before the new pods are ready, and has no endpoints in between. Labels with hashes are made by controllers and known to nobody before.',
  fix: 'select by app.kubernetes.io/name and instance or component, and leave versions to the labels of the pods',
  silent: 'For versions such as `v1` or `blue`, by which Services of canaries are told apart.',
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/',
  check: findSelectors,
};

const ALWAYS =
  /^(?:helm\.sh\/chart|chart|pod-template-hash|rollouts-pod-template-hash|controller-revision-hash|pod-template-generation)$/;
const VERSIONS = /(?:^|[/._-])(?:version|tag|build|commit|revision|sha|release-date)$/i;
const CHANGING = /\d+\.\d+|^[0-9a-f]{7,64}$|^\d{3,}$|latest/i;

function* findSelectors(input: RuleInput): Generator<Problem> {
  for (const { stored, name, selector } of checkedServices(input)) {
    for (const requirement of selector ?? []) {
      if (!isUnstable(requirement)) continue;
      const { key, values } = requirement;
      yield {
        on: stored,
        field: `spec.selector[${key}]`,
        message: `Service ${name} selects pods with ${key}=${values.join()}, a label that the next release changes: it loses its pods while they are replaced`,
        fix: `remove ${key} from the selector`,
      };
    }
  }
}

function isUnstable({ key, values }: Requirement): boolean {
  return ALWAYS.test(key) || (VERSIONS.test(key) && values.some((value) => CHANGING.test(value)));
}
