import { object, text } from '@fingerpost/apiserver';
import { checkedServices } from '../../facts/checked-services.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const preferClose: Rule = {
  id: 'service/prefer-close',
  severity: 'warning',
  scope: 'resource',
  title: 'A Service says PreferClose',
  why: 'PreferClose is the old name of PreferSameZone and deprecated: it does not say that the zone is what is kept, and not the node.',
  fix: 'write trafficDistribution: PreferSameZone, or PreferSameNode',
  silent: '',
  source:
    'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/3015-prefer-same-node',
  covers: /PreferClose/,
  check: findServices,
};

function* findServices(input: RuleInput): Generator<Problem> {
  for (const { stored, name } of checkedServices(input)) {
    if (text(object(stored.object, 'spec'), 'trafficDistribution') !== 'PreferClose') continue;
    yield {
      on: stored,
      field: 'spec.trafficDistribution',
      message: `Service ${name} says PreferClose, the deprecated name of PreferSameZone`,
    };
  }
}
