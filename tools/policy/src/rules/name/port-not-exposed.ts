import { containerPorts } from '@fingerpost/discovery';
import type { Service } from '@fingerpost/discovery';
import { answeredNames, firstOfEach } from '../../facts/answered-names.ts';
import type { NameUse } from '../../facts/name-uses.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const portNotExposed: Rule = {
  id: 'name/port-not-exposed',
  severity: 'error',
  scope: 'environment',
  title: 'A program is told a port that the Service does not have',
  why: 'The name resolves, and connections to a port that the Service does not have time out or are refused. Most often it is the port of the container, or none is written and that of the scheme is meant.',
  fix: 'connect to a port of the Service, or add the port to it',
  silent:
    'Where no port is known, and for ports of the Service itself that a headless Service does not translate (service/headless-port-translation). A port of a headless Service that no container declares is a warning, as one need not be declared.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service',
  check: findPorts,
};

function* findPorts(input: RuleInput): Generator<Problem> {
  for (const { use, answer } of firstOfEach(input.shared(answeredNames), 'service')) {
    const { service } = answer;
    const { port } = use;
    if (port === undefined || service.ports.some((own) => own.port === port)) continue;
    const isDirect = answer.isPod || service.addressing !== 'cluster-ip';
    if (service.addressing === 'external-name' || service.ports.length === 0) continue;
    if (isDirect && isListening(service, port)) continue;
    yield {
      on: use.on,
      field: use.field,
      at: use.at,
      ...(isDirect && { severity: 'warning' }),
      message: `${describeUse(use, port)}, and ${isDirect ? `no container behind Service ${service.name}, whose pods it leads to, declares that one` : `Service ${service.name} has no port ${port}`}`,
      related: [{ on: service.stored, field: 'spec.ports', message: describePorts(service) }],
      fix: fixOf(service, port),
    };
  }
}

function describeUse({ host, scheme, portFrom }: NameUse, port: number): string {
  if (portFrom === 'scheme') return `${scheme}://${host} without a port means port ${port}`;
  if (portFrom === 'variable')
    return `${host} is used with port ${port}, of the variable beside it`;
  return `${host}:${port} is used`;
}

/** Whether a container declares the port, or none declares any. */
function isListening({ workloads }: Service, port: number): boolean {
  return workloads.every(({ workload }) => {
    const declared = containerPorts(workload.spec);
    return declared.length === 0 || declared.some((own) => own.port === port);
  });
}

function describePorts({ name, ports }: Service): string {
  const list = ports
    .slice(0, 5)
    .map((port) => `${port.port}${port.name === '' ? '' : ` (${port.name})`}`);
  return `the ports of Service ${name}: ${list.join(', ')}${ports.length > list.length ? ', ...' : ''}`;
}

/** The port that leads to the one that was written, or the only one. */
function fixOf({ ports }: Service, port: number): string {
  const leading = ports.find((own) => own.targets.some((target) => target.port === port));
  if (leading) return `write ${leading.port}: the Service sends it on to ${port} of the pods`;
  const byNode = ports.find(({ nodePort }) => nodePort === port);
  if (byNode) return `write ${byNode.port}: ${port} is the port of the nodes`;
  const [only, ...others] = ports;
  return only && others.length === 0
    ? `write ${only.port}, or add port ${port} to the Service`
    : portNotExposed.fix;
}
