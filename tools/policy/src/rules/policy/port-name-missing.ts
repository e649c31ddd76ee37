import { containerPorts } from '@fingerpost/discovery';
import type { Workload } from '@fingerpost/discovery';
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
  const known = new WeakMap<readonly Workload[], ReadonlySet<string>>();
  for (const policy of input.shared(policyFacts).policies) {
    for (const written of writtenRules(policy)) {
      const names = (written.rule.ports ?? []).filter(({ name }) => name !== undefined);
      if (names.length === 0) continue;
      const destinations = destinationsOf(written, input);
      if (destinations.length === 0) continue;
      const ports = known.get(destinations) ?? portsOf(destinations);
      known.set(destinations, ports);
      for (const { field, name, protocol } of names) {
        if (ports.has(`${name} (${protocol})`)) continue;
        const has = ports.size === 0 ? '' : `; they have ${listNames([...ports])}`;
        const pods = listNames(destinations.slice(0, MANY).map(({ id }) => id));
        yield {
          on: policy.stored,
          field: `${field}.port`,
          message: `${namePolicy(policy.stored)} allows the port named ${name} (${protocol}), which no container of ${pods} has${has}: the rule allows nothing`,
          related: destinations
            .slice(0, 3)
            .map(({ stored }) => ({ on: stored, field: '', message: `has no port ${name}` })),
        };
      }
    }
  }
}

/** Nobody reads more names than these. */
const MANY = 100;

/** `http (TCP)`, of all containers. */
function portsOf(workloads: readonly Workload[]): ReadonlySet<string> {
  return new Set(
    workloads.flatMap(({ spec }) =>
      containerPorts(spec)
        .filter(({ name }) => name !== '')
        .map(({ name, protocol }) => `${name} (${protocol})`),
    ),
  );
}
