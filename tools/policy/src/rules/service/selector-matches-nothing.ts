import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const selectorMatchesNothing: Rule = {
  id: 'service/selector-matches-nothing',
  severity: 'error',
  scope: 'service',
  title: 'A Service selects no pod',
  why: 'The name resolves and every connection to it is refused: the Service has an address and no endpoints. The API server takes a selector that matches nothing.',
  fix: 'make the selector of the Service and the labels of the pod template the same',
  silent:
    'Where no manifest of the namespace makes pods, and where the labels are added by a controller and cannot be known.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service',
  check: findSelectors,
};

function* findSelectors({ model, isChecked }: RuleInput): Generator<Problem> {
  for (const service of model.services) {
    const { stored, selector, workloads, namespace } = service;
    if (!isChecked(stored) || selector === null || workloads.length > 0) continue;
    const labels = selector.map(({ key, values }) => `${key}=${values.join()}`).join(', ');
    const message = `Service ${service.name} selects pods with ${labels}, and no pod in namespace ${namespace} has these labels`;
    yield { on: stored, field: 'spec.selector', message };
  }
}
