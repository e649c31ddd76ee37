import { integer, object, objects } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import { podSpecField } from '../../facts/pod-spec-field.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';
import { writtenWorkloads } from '../../facts/written-workloads.ts';

export const hostPort: Rule = {
  id: 'workload/host-port',
  severity: 'warning',
  scope: 'resource',
  title: 'A pod takes a port of its node',
  why: 'Only one pod of a node can have a hostPort: with more replicas than nodes the others stay Pending, and a rollout with maxSurge waits for ever where every node has one. The port is open on the address of the node, past Services, and past NetworkPolicies in some clusters.',
  fix: 'remove hostPort and let a Service lead to the containerPort',
  silent:
    'For DaemonSets, which have one pod on each node, and in the network of the host, where each port is one of the node anyway.',
  source: 'ContainerPort.hostPort in k8s.io/api/core/v1, and the filter NodePorts of the scheduler',
  check: findPorts,
};

function* findPorts(input: RuleInput): Generator<Problem> {
  for (const workload of input.shared(writtenWorkloads)) {
    const { stored, kind, name, hostNetwork } = workload;
    if (kind === 'DaemonSet' || hostNetwork) continue;
    const prefix = podSpecField(workload);
    const spec = prefix.split('.').reduce<JsonObject | undefined>(object, stored.written);
    for (const list of ['containers', 'initContainers']) {
      for (const [index, container] of objects(spec, list).entries()) {
        for (const [number, port] of objects(container, 'ports').entries()) {
          const taken = integer(port, 'hostPort');
          if (taken === 0) continue;
          yield {
            on: stored,
            field: `${prefix}.${list}[${index}].ports[${number}].hostPort`,
            message: `${kind} ${name} takes port ${taken} of its node: a node runs only one of its pods, and nothing else can have the port there`,
          };
        }
      }
    }
  }
}
