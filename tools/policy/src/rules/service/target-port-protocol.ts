import { containerPorts } from '@fingerpost/discovery';
import type { ContainerPort, Service, ServicePort } from '@fingerpost/discovery';
import { checkedServices } from '../../facts/checked-services.ts';
import { describePort } from '../../facts/describe-port.ts';
import { servingTargets, servingWorkloads } from '../../facts/serving-workloads.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const targetPortProtocol: Rule = {
  id: 'service/target-port-protocol',
  severity: 'error',
  scope: 'service',
  title: 'A Service sends another protocol than its pods take',
  why: 'A name is looked up together with the protocol, so the Service has no endpoints for this port. A number is sent to the pod in a protocol that nothing listens for. TCP is what an absent protocol means, on both sides.',
  fix: 'write the same protocol in the Service and in the container',
  silent:
    'Where the target is a number that the Service also sends in the protocol which the container declares, as DNS servers often have it.',
  source: 'https://kubernetes.io/docs/reference/networking/service-protocols/',
  check: findPorts,
};

function* findPorts(input: RuleInput): Generator<Problem> {
  for (const service of checkedServices(input)) {
    for (const [index, port] of service.ports.entries()) {
      const found = findOther(service, port);
      if (!found || isAlsoSent(service, port, found)) continue;
      yield {
        on: service.stored,
        field: `spec.ports[${index}].protocol`,
        message: `Service ${service.name} sends its ${describePort(port)} as ${port.protocol}, and port ${found.name || found.port} of container ${found.container} takes ${found.protocol}`,
        fix: `write protocol: ${found.protocol} here, or ${port.protocol} in the container, whichever the program speaks`,
      };
    }
  }
}

/** The port of a pod that would be the target if its protocol were the same. */
function findOther(service: Service, port: ServicePort): ContainerPort | undefined {
  const targets = servingTargets(service, port);
  const lacking = new Set(
    targets
      .filter((target) => target.port === undefined || !target.isDeclared)
      .map(({ workload }) => workload),
  );
  for (const { workload } of servingWorkloads(service)) {
    if (!lacking.has(workload.id)) continue;
    const other = containerPorts(workload.spec).find(
      ({ name, port: number, protocol }) =>
        (name === port.targetPort || number === port.targetPort) && protocol !== port.protocol,
    );
    if (other) return other;
  }
  return undefined;
}

function isAlsoSent({ ports }: Service, port: ServicePort, { protocol }: ContainerPort): boolean {
  if (typeof port.targetPort === 'string') return false;
  return ports.some((other) => other.targetPort === port.targetPort && other.protocol === protocol);
}
