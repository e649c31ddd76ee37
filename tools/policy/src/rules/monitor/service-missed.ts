import { object, objects } from '@fingerpost/apiserver';
import type { Service } from '@fingerpost/discovery';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const serviceMissed: Rule = {
  id: 'monitor/service-missed',
  severity: 'error',
  scope: 'environment',
  title: 'A Service has a port for metrics, and no monitor scrapes it',
  why: 'The port says that there is something to measure, and Prometheus never asks: dashboards are empty and alerts over its series cannot fire.',
  fix: 'add a ServiceMonitor that selects the Service, or take the port away',
  silent:
    'Where the input has no monitor at all, where a configuration of scrapes is written by hand, where annotations ask for the scrape, and where the same pods are scraped through another Service.',
  source: 'https://prometheus-operator.dev/docs/developer/getting-started/#using-servicemonitors',
  check: findMissed,
};

const GROUP = 'monitoring.coreos.com';

function* findMissed(input: RuleInput): Generator<Problem> {
  const { scrapes, services } = input.model;
  const monitors = scrapes.filter(({ kind }) => kind !== 'Probe');
  if (monitors.length === 0 || hasOwnDiscovery(input)) return;
  const scraped = new Set<string>();
  for (const { targets, empty, port } of monitors.flatMap(({ pools }) => pools)) {
    for (const target of targets) {
      scraped.add(`${target.namespace}/${target.service} ${target.port}`);
      scraped.add(`${target.pod} ${target.port}`);
    }
    for (const { selected, reason } of empty) {
      const name = selected.slice('Service/'.length);
      if (reason === 'no-endpoints') scraped.add(`${name} ${port}`);
      // monitor/port-missing says so.
      if (targets.length === 0) scraped.add(name);
    }
  }
  for (const service of services) {
    if (!input.isChecked(service.stored) || service.addressing === 'external-name') continue;
    const index = service.ports.findIndex(({ name }) => name === 'metrics');
    if (index < 0 || isScraped(service, index, scraped) || asksForScrape(service)) continue;
    const near = monitors.find(
      ({ stored }) => stored.name === service.name && stored.namespace === service.namespace,
    );
    yield {
      on: service.stored,
      field: `spec.ports[${index}]`,
      message: `no monitor scrapes port metrics of Service ${service.name} in namespace ${service.namespace}`,
      ...(near && {
        related: [
          {
            on: near.stored,
            field: 'spec.selector',
            message: 'this monitor has its name, and selects something else',
          },
        ],
      }),
    };
  }
}

/** Written by hand, it may scrape anything. */
function hasOwnDiscovery({ model: { store } }: RuleInput): boolean {
  return store
    .list(GROUP, 'ScrapeConfig')
    .some(
      ({ object: config }) => objects(object(config, 'spec'), 'kubernetesSDConfigs').length > 0,
    );
}

function isScraped(service: Service, index: number, scraped: ReadonlySet<string>): boolean {
  const { namespace, name, ports, workloads } = service;
  const port = ports[index];
  const numbers = port?.targets.flatMap((target) => target.port ?? []) ?? [];
  // Where it leads nowhere, another rule speaks.
  if (!port || numbers.length === 0) return true;
  const own = `${namespace}/${name}`;
  if (scraped.has(own) || [port.name, ...numbers].some((asked) => scraped.has(`${own} ${asked}`)))
    return true;
  return workloads.some(({ pods: [pod] }) =>
    numbers.some((number) => scraped.has(`${pod?.id} ${number}`)),
  );
}

function asksForScrape({ stored, workloads }: Service): boolean {
  const all = [stored.annotations, ...workloads.map(({ workload }) => workload.annotations)];
  return all.some((annotations) => annotations.get('prometheus.io/scrape') === 'true');
}
