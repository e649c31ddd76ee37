import { describeObject } from '@fingerpost/discovery';
import { namePolicy, policyFacts, writtenRules } from '../../facts/policies.ts';
import { destinationsOf, servicePortMistake } from '../../facts/rule-destinations.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const servicePort: Rule = {
  id: 'policy/service-port',
  severity: 'error',
  scope: 'namespace',
  title: 'A policy allows the port of a Service instead of that of the pods',
  why: 'Connections to a Service get the address and the port of a pod before policies see them. A rule for the port of the Service allows nothing: connections are dropped and time out.',
  fix: 'write the port that the container listens on, best by its name',
  silent: 'Where one of the pods listens on the port, as far as manifests say.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  check: findServicePorts,
};

function* findServicePorts(input: RuleInput): Generator<Problem> {
  for (const policy of input.shared(policyFacts).policies) {
    for (const written of writtenRules(policy)) {
      const { ports } = written.rule;
      if (!ports) continue;
      const destinations = destinationsOf(written, input);
      for (const port of ports) {
        const mistake = servicePortMistake(port, destinations, input);
        if (!mistake) continue;
        const { protocol, number, service, target } = mistake;
        yield {
          on: policy.stored,
          field: `${port.field}.port`,
          message: `${namePolicy(policy.stored)} allows ${protocol} ${number}, the port of ${describeObject(service.stored)}; its pods listen on ${target}, which is what policies see, so nothing is allowed`,
          related: [{ on: service.stored, field: 'spec.ports', message: `sends to ${target}` }],
          fix: `allow ${target}, or the name of this port in the container`,
        };
      }
    }
  }
}
