import type { AffinityDefeat, Service } from '@fingerpost/discovery';
import { checkedServices } from '../../facts/checked-services.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const affinityIneffective: Rule = {
  id: 'service/affinity-ineffective',
  severity: 'warning',
  scope: 'environment',
  title: 'Clients do not keep their pod, though the Service asks for it',
  why: 'kube-proxy remembers addresses of clients, each node for itself. A gateway chooses the pod itself, or all its clients have its own few addresses; a load balancer that replaces addresses, or spreads connections over nodes, takes the affinity away or puts all clients on one pod.',
  fix: 'keep clients with their pod where their requests are told apart: a cookie of the gateway, stickiness of the load balancer',
  silent: 'Where it is not known what the load balancer does.',
  source: 'https://kubernetes.io/docs/reference/networking/virtual-ips/#session-affinity',
  check: findServices,
};

const REASONS: Partial<Record<AffinityDefeat, string>> = {
  route: 'is reached through $, whose proxy chooses the pod itself',
  'external-name': 'is only an alias: no proxy stands between client and host',
  'source-address-replaced':
    'is published by ServiceLB of k3s, which replaces the addresses of clients: those of one node all get the same pod',
  'load-balancer-targets-pods':
    'is published by a load balancer that sends to pods past kube-proxy',
  'other-node':
    'is published by a load balancer that may send the next connection to another node, which remembers nothing of the client',
};

const FIXES: Partial<Record<AffinityDefeat, string>> = {
  'source-address-replaced':
    'set externalTrafficPolicy: Local, with which ServiceLB keeps addresses',
  'external-name': 'remove sessionAffinity',
};

function* findServices(input: RuleInput): Generator<Problem> {
  for (const service of checkedServices(input)) {
    const defeat = service.affinity.defeats.find((each) => REASONS[each] !== undefined);
    if (defeat)
      yield { on: service.stored, field: 'spec.sessionAffinity', ...explain(service, defeat) };
  }
}

function explain(
  { name, affinity }: Service,
  defeat: AffinityDefeat,
): Pick<Problem, 'fix' | 'message'> {
  const reason = (REASONS[defeat] ?? '').replace('$', () => affinity.routes.join(' and '));
  const fix = FIXES[defeat];
  return {
    message: `Service ${name} asks that clients keep their pod for ${affinity.timeoutSeconds} s, and it ${reason}`,
    ...(fix !== undefined && { fix }),
  };
}
