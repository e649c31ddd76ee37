import { object, textMap } from '@fingerpost/apiserver';
import { checkedServices } from '../../facts/checked-services.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const externalNameSelector: Rule = {
  id: 'service/external-name-selector',
  severity: 'warning',
  scope: 'resource',
  title: 'An ExternalName Service has a selector',
  why: 'The selector does nothing while the Service is an alias. It is what remains of another type, or what a label transformer has added; as soon as the type changes, any pod with these labels gets the connections.',
  fix: 'remove the selector; with Kustomize set includeSelectors: false for this Service',
  silent: '',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#externalname',
  check: findSelectors,
};

function* findSelectors(input: RuleInput): Generator<Problem> {
  for (const { stored, name, externalName, addressing } of checkedServices(input)) {
    if (addressing !== 'external-name') continue;
    if (textMap(object(stored.object, 'spec'), 'selector').length === 0) continue;
    yield {
      on: stored,
      field: 'spec.selector',
      message: `Service ${name} is an alias of ${externalName} and has a selector, which does nothing`,
    };
  }
}
