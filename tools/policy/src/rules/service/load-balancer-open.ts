import type { Service } from '@fingerpost/discovery';
import { checkedServices } from '../../facts/checked-services.ts';
import { isGateway } from '../../facts/known-programs.ts';
import { loadBalancerHints } from '../../facts/load-balancer-hints.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const loadBalancerOpen: Rule = {
  id: 'service/load-balancer-open',
  severity: 'warning',
  scope: 'service',
  title: 'A load balancer takes connections from everywhere',
  why: 'Without `loadBalancerSourceRanges` everybody who reaches the address may connect: the internet, or the whole network where it is internal. Nothing asks again when an internal load balancer becomes a public one.',
  fix: 'set spec.loadBalancerSourceRanges to the networks of the clients; 0.0.0.0/0 says that everybody is meant',
  silent:
    'For ingress controllers and gateways, which are there for everybody, and where security groups are named by annotation.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer',
  check: findServices,
};

/** Names of Services before programs that take requests of everybody on purpose. */
const GATEWAYS =
  /(?:ingress|traefik|envoy|istio|contour|kong|haproxy|apisix|emissary|ambassador|skipper|wireguard|openvpn)/i;

function* findServices(input: RuleInput): Generator<Problem> {
  for (const service of checkedServices(input)) {
    const { exposure, stored, name, ports } = service;
    if (!exposure.loadBalancer || exposure.loadBalancer.sourceRanges.length > 0) continue;
    if (isForEverybody(service) || hasSecurityGroups(service)) continue;
    const isInternal =
      exposure.loadBalancer.scheme === 'internal' ||
      loadBalancerHints(stored).some((hint) => hint.isInternal);
    const numbers = ports.map(({ port }) => port).join(', ');
    const who = isInternal
      ? 'everybody in the network'
      : exposure.loadBalancer.scheme === 'nodes'
        ? 'everybody who reaches a node'
        : 'everybody on the internet, where the provider makes it public,';
    yield {
      on: stored,
      field: 'spec.type',
      message: `load balancer Service ${name} names no loadBalancerSourceRanges: ${who} may connect to ${ports.length === 1 ? 'port' : 'ports'} ${numbers}`,
    };
  }
}

function isForEverybody({ name, workloads }: Service): boolean {
  return GATEWAYS.test(name) || workloads.some(({ workload }) => isGateway(workload));
}

function hasSecurityGroups({ stored }: Service): boolean {
  return [...stored.annotations.keys()].some((key) =>
    /security-groups|allowed-(?:service-tags|ip-ranges)|prefix-lists/.test(key),
  );
}
