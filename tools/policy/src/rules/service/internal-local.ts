import { checkedServices } from '../../facts/checked-services.ts';
import { servingWorkloads } from '../../facts/serving-workloads.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const internalLocal: Rule = {
  id: 'service/internal-local',
  severity: 'warning',
  scope: 'environment',
  title: 'A Service keeps traffic on the node, and its pods are not on every node',
  why: 'With `internalTrafficPolicy: Local` a pod only reaches endpoints of its own node. Where there is none, packets are dropped: connections time out on some nodes, and work on others.',
  fix: 'write trafficDistribution: PreferSameNode, which takes another node when it must, or run the pods by a DaemonSet',
  silent: 'Before DaemonSets, unless the environment shows nodes that they do not run on.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service-traffic-policy/',
  check: findServices,
};

function* findServices(input: RuleInput): Generator<Problem> {
  const nodes = input.model.nodes.length;
  for (const service of checkedServices(input)) {
    const { stored, name, addressing, internalTrafficPolicy } = service;
    if (addressing !== 'cluster-ip' || internalTrafficPolicy !== 'Local') continue;
    const workloads = servingWorkloads(service).map(({ workload }) => workload);
    const [first] = workloads;
    const reached = workloads.find(
      ({ kind, pods }) => kind === 'DaemonSet' && (nodes === 0 || pods.length >= nodes),
    );
    if (!first || reached) continue;
    const pods = first.replicas.count === 1 ? '1 pod' : `${first.replicas.count} pods`;
    const count = nodes === 0 ? 'any number of' : nodes;
    yield {
      on: stored,
      field: 'spec.internalTrafficPolicy',
      message: `Service ${name} only reaches pods of the client's own node, and ${first.kind} ${first.name} has ${pods} for ${count} nodes: clients on the others time out`,
    };
  }
}
