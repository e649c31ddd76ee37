import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const notPickedUp: Rule = {
  id: 'monitor/not-picked-up',
  severity: 'warning',
  scope: 'resource',
  title: 'The Prometheus of this environment does not take the monitor',
  why: 'A Prometheus of the operator takes the monitors that its serviceMonitorSelector selects. Without the label the monitor is there, valid, and nothing reads it.',
  fix: 'add the label to the monitor',
  silent:
    'Where the environment does not say what its Prometheus selects (`prometheus.monitorSelector`).',
  source:
    'https://prometheus-operator.dev/docs/platform/troubleshooting/#troubleshooting-servicemonitor-changes',
  check: findUnpicked,
};

function* findUnpicked({ model, isChecked }: RuleInput): Generator<Problem> {
  const { prometheus } = model.environment;
  if (!prometheus) return;
  for (const { stored, kind, isPicked } of model.scrapes) {
    if (isPicked !== 'no' || !isChecked(stored)) continue;
    const lacking = Object.entries(prometheus.monitorSelector)
      .filter(([key, value]) => stored.labels.get(key) !== value)
      .map(([key, value]) => `${key}: ${value}`)
      .join(', ');
    yield {
      on: stored,
      field: 'metadata.labels',
      message: `${kind} ${stored.name} has no label ${lacking}, by which the Prometheus in namespace ${prometheus.namespace} selects monitors: it reads nothing of it`,
      fix: `add ${lacking} to the labels`,
    };
  }
}
