import { describeObject } from '@fingerpost/discovery';
import type { Service } from '@fingerpost/discovery';
import { backendsFailing, fieldOfBackend } from '../../facts/route-backends.ts';
import { servicesByName } from '../../facts/services-by-name.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const portMissing: Rule = {
  id: 'route/port-missing',
  severity: 'error',
  scope: 'environment',
  title: 'A route names a port that the Service does not have',
  why: 'A backend means the port of the Service, not that of the pods. Where the Service does not have it, the gateway answers with 500 or 503.',
  fix: 'write a port of the Service',
  silent: '',
  source: 'https://gateway-api.sigs.k8s.io/reference/spec/#backendobjectreference',
  covers: /Must have port for Service reference/,
  check: findMissing,
};

function* findMissing(input: RuleInput): Generator<Problem> {
  const services = input.shared(servicesByName);
  for (const found of backendsFailing(['port-missing', 'no-port'], input)) {
    const { route, backend, namespace, name } = found;
    const service = services.get(`${namespace}/${name}`);
    if (!service) continue;
    const { port } = backend;
    const what = port === undefined ? 'names no port' : `names port ${port}`;
    yield {
      on: route.stored,
      field: fieldOfBackend(route, backend, 'port'),
      message: `${describeObject(route.stored)} ${what} of Service ${name}, which has ${describePorts(service)}${hintOf(service, port)}`,
      related: [{ on: service.stored, field: 'spec.ports', message: 'the ports that it has' }],
    };
  }
}

function describePorts({ ports }: Service): string {
  const names = ports
    .filter(({ protocol }) => protocol === 'TCP')
    .map(({ name, port }) => (name === '' ? String(port) : `${name} ${port}`));
  return names.length === 0 ? 'no TCP port' : names.join(', ');
}

function hintOf({ ports }: Service, wanted: number | string | undefined): string {
  const found = ports.find(
    ({ targetPort, targets }) =>
      targetPort === wanted || targets.some(({ port }) => port === wanted),
  );
  return found ? `: ${wanted} is the port of the pods behind ${found.port}` : '';
}
