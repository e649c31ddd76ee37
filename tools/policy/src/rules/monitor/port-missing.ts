import { object, objects, text } from '@fingerpost/apiserver';
import type { Scrape, ScrapePool, Service } from '@fingerpost/discovery';
import { listNames } from '../../facts/list-names.ts';
import { servicesByName } from '../../facts/services-by-name.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const portMissing: Rule = {
  id: 'monitor/port-missing',
  severity: 'error',
  scope: 'environment',
  title: 'A monitor asks for a port that nothing has',
  why: 'The operator turns the port into a filter over what the selector finds. Nothing passes it, the pool is empty, and Prometheus does not call that an error. `port` is the name of a port of the Service, not its number and not a port of the container.',
  fix: 'write the name of the port of the Service into `port`',
  silent:
    'Where one of several Services that are selected has the port, and where the Service has it and leads nowhere (service/target-port-missing).',
  source:
    'https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.Endpoint',
  check: findPorts,
};

function* findPorts(input: RuleInput): Generator<Problem> {
  const services = input.shared(servicesByName);
  for (const scrape of input.model.scrapes) {
    if (!input.isChecked(scrape.stored) || scrape.kind === 'Probe') continue;
    for (const [index, pool] of scrape.pools.entries()) {
      if (pool.targets.length > 0 || pool.port === '') continue;
      const selected = pool.empty.map((one) => ({
        ...one,
        service: services.get(one.selected.slice('Service/'.length)),
      }));
      const isLacking = selected.every(
        ({ reason, service }) =>
          (reason === 'no-such-port' || reason === 'no-endpoints') && lacks(pool, service, reason),
      );
      if (!isLacking) continue;
      yield describe(
        scrape,
        pool,
        index,
        selected.flatMap(({ service }) => service ?? []),
      );
    }
  }
}

/** A Service that has the port has no endpoints, or none of their ports is the one that it leads to. */
function lacks({ port }: ScrapePool, service: Service | undefined, reason: string): boolean {
  if (!service) return reason === 'no-such-port';
  return service.ports.every(({ name }) => name !== port);
}

function describe(
  { stored, kind }: Scrape,
  { port, empty }: ScrapePool,
  index: number,
  services: readonly Service[],
): Problem {
  const list = kind === 'PodMonitor' ? 'podMetricsEndpoints' : 'endpoints';
  const endpoint = objects(object(stored.object, 'spec'), list)[index];
  const key = text(endpoint, 'port') === '' ? 'targetPort' : 'port';
  const ports = services.flatMap((service) => service.ports);
  const names = ports.map(({ name }) => name).filter((name) => name !== '');
  const meant = ports.find((one) => String(one.port) === String(port) || one.targetPort === port);
  const lacking = listNames(empty.map(({ selected }) => selected));
  const has = names.length > 0 ? `, only ${listNames(names)}` : '';
  return {
    on: stored,
    field: `spec.${list}[${index}].${key}`,
    message: `${kind} ${stored.name} scrapes nothing: it asks for ${key} ${port}, and ${lacking} has no port that is called so${has}`,
    related: services.slice(0, 3).map((service) => ({
      on: service.stored,
      field: 'spec.ports',
      message: `the ports of Service ${service.name}`,
    })),
    ...(kind === 'PodMonitor' && { fix: 'write the name of a port of a container' }),
    ...(key === 'targetPort' && {
      fix: 'write the name of the port of the Service into `port`; a targetPort has to be declared by a container',
    }),
    ...(meant && meant.name !== '' && { fix: `write port: ${meant.name}` }),
  };
}
