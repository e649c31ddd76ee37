import { checkedServices } from '../../facts/checked-services.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const externalIps: Rule = {
  id: 'service/external-ips',
  severity: 'warning',
  scope: 'resource',
  title: 'A Service claims addresses with externalIPs',
  why: 'Every node takes connections to these addresses for itself, whoever they belong to: whoever may make a Service may intercept traffic of others (CVE-2020-8554). The field is deprecated since Kubernetes 1.36 and off by default from 1.40 on.',
  fix: 'use a Service of type LoadBalancer, or a Gateway',
  silent: '',
  source:
    'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/5707-deprecate-service.spec.externalips',
  covers: /^spec\.externalIPs/,
  check: findServices,
};

function* findServices(input: RuleInput): Generator<Problem> {
  for (const { stored, name, exposure } of checkedServices(input)) {
    const { externalIPs } = exposure;
    if (externalIPs.length === 0) continue;
    yield {
      on: stored,
      field: 'spec.externalIPs',
      message: `Service ${name} makes every node take connections to ${externalIPs.join(', ')}, whoever these addresses belong to`,
    };
  }
}
