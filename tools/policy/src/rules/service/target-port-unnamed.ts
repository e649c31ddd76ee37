import { containerPorts } from '@fingerpost/discovery';
import type { Service, ServicePort } from '@fingerpost/discovery';
import { checkedServices } from '../../facts/checked-services.ts';
import { describePort } from '../../facts/describe-port.ts';
import { servingWorkloads } from '../../facts/serving-workloads.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const targetPortUnnamed: Rule = {
  id: 'service/target-port-unnamed',
  severity: 'caution',
  scope: 'service',
  title: 'The target port of a Service is a number',
  why: 'A number has to be changed in two places at the same time. A name is looked up in each pod, so that old and new pods may listen on different ports while a release rolls out.',
  fix: 'write the name of the port of the container',
  silent: 'Where the Service selects no pods.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
  check: findPorts,
};

function* findPorts(input: RuleInput): Generator<Problem> {
  for (const service of checkedServices(input)) {
    for (const [index, port] of service.ports.entries()) {
      if (typeof port.targetPort === 'string') continue;
      const known = nameOf(service, port);
      if (known === undefined) continue;
      const message = `Service ${service.name} sends its ${describePort(port)} to port ${port.targetPort} by its number`;
      yield {
        on: service.stored,
        field: `spec.ports[${index}].targetPort`,
        message,
        fix:
          known === ''
            ? 'name the port of the container, and write its name here'
            : `write targetPort: ${known}`,
      };
    }
  }
}

/** The name of the port in the pods; '' without; undefined where no pod is known to have the port. */
function nameOf(service: Service, { targetPort, protocol }: ServicePort): string | undefined {
  const ports = servingWorkloads(service).flatMap(({ workload }) => containerPorts(workload.spec));
  return ports.find((port) => port.port === targetPort && port.protocol === protocol)?.name;
}
