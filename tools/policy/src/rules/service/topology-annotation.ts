import { checkedServices } from '../../facts/checked-services.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const topologyAnnotation: Rule = {
  id: 'service/topology-annotation',
  severity: 'warning',
  scope: 'resource',
  title: 'A Service keeps traffic in its zone by an annotation',
  why: 'Hints by the annotation are only given when there are enough endpoints for the cores of each zone, else all endpoints are used and no message says so. `trafficDistribution` always prefers endpoints that are near.',
  fix: 'remove the annotation and set spec.trafficDistribution: PreferSameZone',
  silent: 'Where the annotation only says Disabled.',
  source:
    'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/4444-service-traffic-distribution',
  covers: /^annotation service\.kubernetes\.io\/topology-aware-hints is deprecated/,
  check: findServices,
};

const KEYS = ['service.kubernetes.io/topology-mode', 'service.kubernetes.io/topology-aware-hints'];

function* findServices(input: RuleInput): Generator<Problem> {
  for (const { stored, name } of checkedServices(input)) {
    for (const key of KEYS) {
      const mode = stored.annotations.get(key);
      if (mode === undefined || mode.toLowerCase() === 'disabled') continue;
      yield {
        on: stored,
        field: `metadata.annotations[${key}]`,
        message: `Service ${name} has the annotation ${key}: ${mode}, which trafficDistribution has taken the place of`,
      };
    }
  }
}
