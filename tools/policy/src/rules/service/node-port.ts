import { checkedServices } from '../../facts/checked-services.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const nodePort: Rule = {
  id: 'service/node-port',
  severity: 'warning',
  scope: 'resource',
  title: 'A Service opens ports on every node',
  why: 'The port is open on all addresses of all nodes, past gateways, certificates and, with most network plugins, past the addresses that NetworkPolicies look at. A number that is written down may be taken by another Service.',
  fix: 'use a ClusterIP Service behind a Gateway or a load balancer',
  silent: 'For the ports that a load balancer gets by itself.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport',
  check: findServices,
};

function* findServices(input: RuleInput): Generator<Problem> {
  for (const { stored, name, type, ports } of checkedServices(input)) {
    const fixed = ports.findIndex((port) => (port.nodePort ?? 0) > 0);
    if (type === 'NodePort') {
      const numbers = ports.flatMap((port) => ((port.nodePort ?? 0) > 0 ? [port.nodePort] : []));
      const which = numbers.length === 0 ? 'a port' : `port ${numbers.join(' and ')}`;
      const message = `Service ${name} of type NodePort opens ${which} on every node`;
      yield { on: stored, field: 'spec.type', message };
    } else if (fixed >= 0) {
      const message = `Service ${name} asks for port ${ports[fixed]?.nodePort} of every node, which another Service may have`;
      yield {
        on: stored,
        field: `spec.ports[${fixed}].nodePort`,
        message,
        fix: 'leave nodePort out: the cluster chooses one that is free',
      };
    }
  }
}
