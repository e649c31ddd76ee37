import type { EndpointPort, EndpointSlice, Service } from '@fingerpost/discovery';
import { servicesByName } from '../../facts/services-by-name.ts';
import { writtenSlices } from '../../facts/written-slices.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const portMismatch: Rule = {
  id: 'endpoint-slice/port-mismatch',
  severity: 'error',
  scope: 'service',
  title: 'The ports of an EndpointSlice are not those of its Service',
  why: 'The ports of a Service and of its slices are paired by name and protocol, `targetPort` counts for nothing. A port of the Service that no slice has a name for refuses connections.',
  fix: 'give the port in the EndpointSlice the name that it has in the Service; an only port without name has none in either',
  silent: 'For headless Services, whose names lead to the addresses on any port.',
  source:
    'https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors',
  check: findPorts,
};

function* findPorts(input: RuleInput): Generator<Problem> {
  const services = input.shared(servicesByName);
  const slices = input.shared(writtenSlices);
  const bySlices = Map.groupBy(slices, ({ slice }) => `${slice.namespace}/${slice.service ?? ''}`);
  for (const [key, own] of bySlices) {
    const service = services.get(key);
    if (!service || service.addressing !== 'cluster-ip') continue;
    const all = own.flatMap(({ slice }) => slice.ports);
    const missing = service.ports.filter((port) => !all.some((other) => isPair(port, other)));
    for (const { stored, slice } of own) {
      for (const [index, port] of slice.ports.entries()) {
        if (service.ports.some((other) => isPair(other, port))) continue;
        yield {
          on: stored,
          field: `ports[${index}].${port.name === '' ? 'port' : 'name'}`,
          message: `EndpointSlice ${stored.name} has ${nameOf(port)}, and Service ${service.name} has ${listOf(service)}: nothing is sent there`,
          related: [
            {
              on: service.stored,
              field: 'spec.ports',
              message: `the ports of Service ${service.name}`,
            },
          ],
          ...adviceFor(port, missing),
        };
      }
    }
    const [first] = own;
    const isReported = own.some(({ slice }) => hasForeignPort(slice, service));
    if (!first || isReported) continue;
    for (const port of missing) {
      yield {
        on: first.stored,
        field: 'ports',
        message: `Service ${service.name} has ${nameOf(port)}, and none of its EndpointSlices has it: connections to it are refused`,
        related: [
          {
            on: service.stored,
            field: `spec.ports[${service.ports.indexOf(port)}]`,
            message: `the port of Service ${service.name}`,
          },
        ],
      };
    }
  }
}

type NamedPort = Pick<EndpointPort, 'name' | 'protocol'>;

function isPair(a: NamedPort, b: NamedPort): boolean {
  return a.name === b.name && a.protocol === b.protocol;
}

function hasForeignPort({ ports }: EndpointSlice, service: Service): boolean {
  return ports.some((port) => !service.ports.some((other) => isPair(other, port)));
}

function nameOf({ name, protocol }: NamedPort): string {
  const suffix = protocol === 'TCP' ? '' : `/${protocol}`;
  return name === '' ? `a port${suffix} without name` : `the port ${name}${suffix}`;
}

function listOf({ ports }: Service): string {
  return ports.length === 0 ? 'no ports' : ports.map(nameOf).join(' and ');
}

function adviceFor({ protocol }: NamedPort, missing: readonly NamedPort[]): Pick<Problem, 'fix'> {
  const [wanted] = missing;
  if (missing.length !== 1 || !wanted) return {};
  if (wanted.protocol !== protocol) return { fix: `write protocol: ${wanted.protocol}` };
  return { fix: `write name: ${wanted.name === '' ? '""' : wanted.name}` };
}
