import { object, text } from '@fingerpost/apiserver';
import { checkedServices } from '../../facts/checked-services.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const loadBalancerIp: Rule = {
  id: 'service/load-balancer-ip',
  severity: 'warning',
  scope: 'resource',
  title: 'A Service asks for an address with loadBalancerIP',
  why: 'The field is deprecated since Kubernetes 1.24: providers understand it differently or not at all, and it cannot say two families. Where it is not understood, the load balancer gets any address.',
  fix: 'use the annotation by which the provider takes an address, such as metallb.io/loadBalancerIPs',
  silent: '',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer',
  covers: /^spec\.loadBalancerIP is ignored/,
  check: findServices,
};

function* findServices(input: RuleInput): Generator<Problem> {
  for (const { stored, name, type } of checkedServices(input)) {
    const wanted = text(object(stored.object, 'spec'), 'loadBalancerIP');
    if (wanted === '') continue;
    const message =
      type === 'LoadBalancer'
        ? `Service ${name} asks for the address ${wanted} with a deprecated field that many providers ignore`
        : `Service ${name} asks for the address ${wanted} of a load balancer and is of type ${type}: it has none`;
    yield { on: stored, field: 'spec.loadBalancerIP', message };
  }
}
