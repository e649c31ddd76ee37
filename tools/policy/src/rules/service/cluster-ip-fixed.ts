import { object, text } from '@fingerpost/apiserver';
import { checkedServices } from '../../facts/checked-services.ts';
import { isLiveCopy } from '../../facts/live-copy.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const clusterIpFixed: Rule = {
  id: 'service/cluster-ip-fixed',
  severity: 'warning',
  scope: 'resource',
  title: 'A Service writes down its cluster IP',
  why: 'The address may be taken, or lie outside of the range of the next cluster: then the Service is refused. It can never be changed without making the Service anew. Clients should use the name.',
  fix: 'leave clusterIP out: the cluster chooses an address',
  silent:
    'For the DNS server of the cluster, whose address the kubelet is told, and for objects that were copied from a cluster.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/',
  check: findServices,
};

function* findServices(input: RuleInput): Generator<Problem> {
  for (const { stored, name, namespace, addressing } of checkedServices(input)) {
    const address = text(object(stored.written, 'spec'), 'clusterIP');
    if (address === '' || addressing !== 'cluster-ip' || isLiveCopy(stored)) continue;
    if (namespace === 'kube-system' && /dns/.test(name)) continue;
    yield {
      on: stored,
      field: 'spec.clusterIP',
      message: `Service ${name} asks for the address ${address}: it is refused where that is taken, or not in the range of the cluster`,
    };
  }
}
