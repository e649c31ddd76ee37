import { intOrString, object, objects, text } from '@fingerpost/apiserver';
import { containerPorts } from '@fingerpost/discovery';
import type { PortTarget, Service, ServicePort, Workload } from '@fingerpost/discovery';
import { checkedServices } from '../../facts/checked-services.ts';
import { describePort } from '../../facts/describe-port.ts';
import { podSpecField } from '../../facts/pod-spec-field.ts';
import { servingTargets, servingWorkloads } from '../../facts/serving-workloads.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const targetPortMissing: Rule = {
  id: 'service/target-port-missing',
  severity: 'error',
  scope: 'service',
  title: 'The target port of a Service is no port of its pods',
  why: 'A name that no container has gives the Service no endpoints for this port, and connections are refused although the pods are ready. A number is sent to the pod whether anything listens there or not.',
  fix: 'give targetPort the name of a port of the container',
  silent:
    'Where the pods declare no ports at all and the target is a number: nothing can be compared. Pods of hooks, and those that an injector makes (image `auto`), are left out.',
  source:
    'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports; FindPort of k8s.io/endpointslice/utils.go',
  covers: /^spec\.ports\[\d+\]\.targetPort: Invalid value: "\d+"/,
  check: findPorts,
};

function* findPorts(input: RuleInput): Generator<Problem> {
  for (const service of checkedServices(input)) {
    for (const [index, port] of service.ports.entries()) {
      const problem = checkPort(service, port, index);
      if (!problem) continue;
      yield { on: service.stored, field: `spec.ports[${index}].targetPort`, ...problem };
    }
  }
}

type Answer = Pick<Problem, 'fix' | 'message' | 'related' | 'severity'>;

function checkPort(service: Service, port: ServicePort, index: number): Answer | undefined {
  const { targetPort } = port;
  if (typeof targetPort === 'number') {
    return checkNumber(service, port, targetPort, isWritten(service, index));
  }
  if (!/^\d+$/.test(targetPort)) return checkName(service, port);
  return {
    message: `Service ${service.name} sends its ${describePort(port)} to a port named "${targetPort}": in quotes a number is a name, and one that the API server refuses`,
    fix: `write targetPort: ${targetPort}, without quotes, or the name of the port`,
  };
}

function checkName(service: Service, port: ServicePort): Answer | undefined {
  const targets = servingTargets(service, port);
  const lacking = targets.filter((target) => target.port === undefined);
  const workloads = workloadsOf(service, lacking);
  // With another protocol it is another mistake.
  const others = workloads.flatMap(({ spec }) => containerPorts(spec));
  const [first] = workloads;
  if (!first || others.some(({ name }) => name === port.targetPort)) return undefined;
  const message = `Service ${service.name} sends its ${describePort(port)} to a port named ${port.targetPort}, and no container of ${listOf(workloads)} has one: ${lacking.length < targets.length ? 'these pods get' : 'it gets'} no connections`;
  // Peers of several kinds may share a headless Service; each kind has ports of its own.
  const isPartOfPeers = service.addressing === 'headless' && lacking.length < targets.length;
  return {
    message,
    ...(isPartOfPeers && { severity: 'warning' }),
    ...advice(service, port, first),
  };
}

function isWritten({ stored }: Service, index: number): boolean {
  const port = objects(object(stored.written, 'spec'), 'ports')[index];
  return (intOrString(port, 'targetPort') ?? '') !== '';
}

function checkNumber(
  service: Service,
  port: ServicePort,
  number: number,
  written: boolean,
): Answer | undefined {
  const lacking = servingTargets(service, port).filter(({ isDeclared }) => !isDeclared);
  const workloads = workloadsOf(service, lacking).filter(({ spec }) => {
    const ports = containerPorts(spec);
    return ports.length > 0 && !ports.some((other) => other.port === number);
  });
  const [first] = workloads;
  if (!first) return undefined;
  const reason = written ? '' : ', as it names no targetPort';
  const message = `Service ${service.name} sends its ${describePort(port)} to port ${number}${reason}, which no container of ${listOf(workloads)} declares`;
  return { message, severity: 'warning', ...advice(service, port, first) };
}

/** An injector replaces a container with the image `auto`: what ports it has is not known. */
function workloadsOf(service: Service, targets: readonly PortTarget[]): readonly Workload[] {
  const ids = new Set(targets.map(({ workload }) => workload));
  return servingWorkloads(service)
    .map(({ workload }) => workload)
    .filter(
      ({ id, spec }) =>
        ids.has(id) &&
        objects(spec, 'containers').every((container) => text(container, 'image') !== 'auto'),
    );
}

function listOf(workloads: readonly Workload[]): string {
  return workloads.map(({ kind, name }) => `${kind} ${name}`).join(' and ');
}

function advice(
  { name }: Service,
  { port }: ServicePort,
  workload: Workload,
): Pick<Problem, 'fix' | 'related'> {
  const ports = containerPorts(workload.spec);
  const known = ports.map((other) => (other.name === '' ? `${other.port}` : other.name));
  const likely =
    ports.find((other) => other.port === port) ?? (ports.length === 1 ? ports[0] : undefined);
  const place = {
    on: workload.stored,
    field: `${podSpecField(workload)}.containers[0].ports`,
    message: known.length === 0 ? 'no ports are declared' : `the ports are ${known.join(', ')}`,
  };
  if (known.length === 0) {
    return {
      related: [place],
      fix: `declare the port that Service ${name} names in the container`,
    };
  }
  const fix = likely
    ? `write targetPort: ${likely.name === '' ? likely.port : likely.name}`
    : `write one of ${known.join(', ')}`;
  return { related: [place], fix };
}
