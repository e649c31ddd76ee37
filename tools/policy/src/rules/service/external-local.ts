import { checkedServices } from '../../facts/checked-services.ts';
import { servingWorkloads } from '../../facts/serving-workloads.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const externalLocal: Rule = {
  id: 'service/external-local',
  severity: 'warning',
  scope: 'environment',
  title: 'externalTrafficPolicy Local with fewer pods than nodes',
  why: 'A node without a pod of the Service drops what arrives from outside. A load balancer that checks nodes takes them out, and then spreads evenly over nodes, not over pods; node ports and ServiceLB check nothing.',
  fix: 'run the pods by a DaemonSet, or on as many nodes as there are; externalTrafficPolicy: Cluster reaches all pods and hides the address of the client',
  silent:
    'Where the nodes of the environment are not known, and where the load balancer sends to pods.',
  source:
    'https://kubernetes.io/docs/tasks/access-application-cluster/create-external-load-balancer/#preserving-the-client-source-ip',
  check: findServices,
};

function* findServices(input: RuleInput): Generator<Problem> {
  const nodes = input.model.nodes.filter(({ controlPlane }) => controlPlane !== true).length;
  if (nodes === 0) return;
  for (const service of checkedServices(input)) {
    const { stored, name, externalTrafficPolicy, exposure } = service;
    if (externalTrafficPolicy !== 'Local' || exposure.loadBalancer?.targets === 'pods') continue;
    const workloads = servingWorkloads(service);
    const [first] = workloads;
    const pods = workloads.reduce((sum, { workload }) => sum + workload.replicas.count, 0);
    if (!first || pods >= nodes || workloads.some(({ workload }) => workload.kind === 'DaemonSet'))
      continue;
    yield {
      on: stored,
      field: 'spec.externalTrafficPolicy',
      message: `Service ${name} has ${pods === 1 ? '1 pod' : `${pods} pods`} for ${nodes} nodes, and externalTrafficPolicy Local: at least ${nodes - pods === 1 ? 'one node drops' : `${nodes - pods} nodes drop`} what arrives there`,
    };
  }
}
