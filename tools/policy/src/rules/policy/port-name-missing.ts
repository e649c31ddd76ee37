import { containerPorts } from '@fingerpost/discovery';
import type { RulePort, Workload } from '@fingerpost/discovery';
import { listNames } from '../../facts/list-names.ts';
import { namePolicy, policyFacts, writtenRules } from '../../facts/policies.ts';
import { destinationsOf } from '../../facts/rule-destinations.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const portNameMissing: Rule = {
  id: 'policy/port-name-missing',
  severity: 'error',
  scope: 'namespace',
  title: 'A policy names a port that no pod has',
  why: 'A name in `ports` is looked up in the containers of the destination, not in the Service. A name that none of them declares, or with another protocol, allows nothing.',
  fix: 'write the name of a port of the container, or its number',
  silent:
    'Where no pod of the input is meant, and where only a sidecar has the name: what that means differs from cluster to cluster.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  check: findMissingNames,
};

function* findMissingNames(input: RuleInput): Generator<Problem> {
  for (const policy of input.shared(policyFacts).policies) {
    for (const written of writtenRules(policy)) {
      const names = (written.rule.ports ?? []).filter(({ name }) => name !== undefined);
      if (names.length === 0) continue;
      const destinations = destinationsOf(written, input);
      for (const port of names) {
        if (destinations.length === 0 || destinations.some((pod) => hasPort(pod, port))) continue;
        const known = destinations.flatMap(({ spec }) =>
          containerPorts(spec).map(({ name, protocol }) =>
            name === '' ? '' : `${name} (${protocol})`,
          ),
        );
        const has = listNames(known.filter((name) => name !== ''));
        yield {
          on: policy.stored,
          field: `${port.field}.port`,
          message: `${namePolicy(policy.stored)} allows the port named ${port.name} (${port.protocol}), which no container of ${listNames(destinations.map(({ id }) => id))} has${has === '' ? '' : `; they have ${has}`}: the rule allows nothing`,
          related: destinations
            .slice(0, 3)
            .map(({ stored }) => ({ on: stored, field: '', message: `has no port ${port.name}` })),
        };
      }
    }
  }
}

function hasPort({ spec }: Workload, { name, protocol }: RulePort): boolean {
  return containerPorts(spec).some((port) => port.name === name && port.protocol === protocol);
}
