import { plural, printable } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';
import {
  describeObject,
  describeService,
  formatRoutes,
  formatScrapes,
  formatServices,
  formatSlices,
} from '@fingerpost/discovery';
import type {
  DnsRecord,
  EndpointSlice,
  Route,
  Routes,
  Scrape,
  Service,
  StoredObject,
  Workload,
} from '@fingerpost/discovery';
import { dnsPart } from './dns-part.ts';
import type { NamedModel } from './models.ts';
import { formatTable } from './table.ts';

/** One of the lists that a model is made of. */
export interface ModelPart {
  /** As `--format json` prints it. */
  json(named: NamedModel): unknown;
  text(named: NamedModel, style: Style): string;
  /** How much there is of it, in a few words. */
  summary(named: NamedModel): string;
}

/** The parts of a model by the names that `--part` takes. */
export const modelParts = {
  services: {
    json: (named) => formatServices(servicesOf(named)),
    text: (named, style) =>
      servicesOf(named)
        .map((service) => {
          const { namespace, name } = service;
          const says = describeService(service).map((line) => `  ${printable(line)}\n`);
          return `${style.heading(printable(`${namespace}/${name}`))}  ${service.type}\n${says.join('')}`;
        })
        .join('\n'),
    summary: (named) => plural(servicesOf(named).length, 'Service'),
  },
  records: {
    json: (named) => recordsOf(named),
    text: (named) =>
      formatTable(recordsOf(named).map(({ name, type, value }) => [name, type, value])),
    summary: (named) => plural(recordsOf(named).length, 'record'),
  },
  dns: dnsPart,
  endpoints: {
    json: (named) => formatSlices(slicesOf(named)),
    text: (named) =>
      formatTable(
        slicesOf(named).flatMap((slice) => {
          const ports = slice.ports.map(({ name, port, protocol }) => {
            const number = `${port ?? 'every port'}/${protocol}`;
            return name === '' ? number : `${name} ${number}`;
          });
          const head = [
            `${slice.namespace}/${slice.service ?? '(no Service)'}`,
            ports.join(', ') || 'no ports',
          ];
          if (slice.endpoints.length === 0) return [[...head, 'nobody']];
          return slice.endpoints.map((endpoint) => [
            ...head,
            endpoint.addresses.join(', '),
            endpoint.ready === false ? 'not ready' : 'ready',
            [endpoint.nodeName, endpoint.zone && `zone ${endpoint.zone}`]
              .filter(Boolean)
              .join(', '),
          ]);
        }),
      ),
    summary: (named) => plural(slicesOf(named).length, 'EndpointSlice'),
  },
  reachability: {
    json: (named) => rowsOf(named),
    text: (named) =>
      formatTable(
        rowsOf(named).map(({ from, to, connections }) => [
          from,
          '->',
          to,
          connections === 'All' ? 'every port' : connections.join(', '),
        ]),
      ),
    summary: (named) => `${plural(rowsOf(named).length, 'pair')} with a connection`,
  },
  routes: {
    json: (named) => formatRoutes(routesOf(named)),
    text: (named, style) =>
      routesOf(named)
        .routes.map((route) => formatRoute(route, style))
        .join('\n'),
    summary: (named) => plural(routesOf(named).routes.length, 'route'),
  },
  scrapes: {
    json: (named) => formatScrapes(scrapesOf(named)),
    text: (named) =>
      formatTable(
        scrapesOf(named).flatMap(({ stored, isPicked, pools }) =>
          pools.flatMap(({ path, targets, empty }) => {
            const head = [describeObject(stored), isPicked === 'no' ? 'not picked up' : ''];
            return [
              ...targets.map(({ address, port, probed }) => [
                ...head,
                probed === '' ? `${address}:${port}${path}` : probed,
              ]),
              ...empty.map(({ selected, reason }) => [
                ...head,
                [selected, reason.replaceAll('-', ' ')].filter(Boolean).join(': '),
              ]),
            ];
          }),
        ),
      ),
    summary: (named) => plural(scrapesOf(named).length, 'monitor'),
  },
} as const satisfies Readonly<Record<string, ModelPart>>;

function isChosen({ chosen }: NamedModel, stored: StoredObject | undefined): boolean {
  return chosen === undefined || (stored !== undefined && chosen.has(stored.resource));
}

function servicesOf(named: NamedModel): readonly Service[] {
  return named.model.services.filter(({ stored }) => isChosen(named, stored));
}

/** Records of the Services that were asked for: their names, those below, and the reverse names that lead there. */
function recordsOf(named: NamedModel): readonly DnsRecord[] {
  const { records, environment } = named.model;
  if (named.chosen === undefined) return records;
  const own = new Set(servicesOf(named).map(({ name, namespace }) => `${name}.${namespace}`));
  const zone = `.svc.${environment.clusterDomain}.`;
  return records.filter(({ name, type, value }) => {
    const full = type === 'PTR' ? value : name;
    return (
      full.endsWith(zone) && own.has(full.slice(0, -zone.length).split('.').slice(-2).join('.'))
    );
  });
}

/** Slices of the Services that were asked for, and those written in what was asked for. */
function slicesOf(named: NamedModel): readonly EndpointSlice[] {
  const { store, slices } = named.model;
  return slices.filter(
    ({ namespace, service, stored }) =>
      isChosen(named, stored) ||
      isChosen(
        named,
        service === undefined ? undefined : store.get('', 'Service', namespace, service),
      ),
  );
}

/** Connections from and to the workloads that were asked for. */
function rowsOf(named: NamedModel) {
  const ids = new Set(
    named.model.workloads
      .filter((workload: Workload) => isChosen(named, workload.stored))
      .map(({ id }) => id),
  );
  return [...named.model.reachability.rows()].filter(
    ({ from, to }) => ids.has(from) || ids.has(to),
  );
}

function routesOf(named: NamedModel): Routes {
  const { routes, conflicts } = named.model.routes;
  return { routes: routes.filter(({ stored }) => isChosen(named, stored)), conflicts };
}

function scrapesOf(named: NamedModel): readonly Scrape[] {
  return named.model.scrapes.filter(({ stored }) => isChosen(named, stored));
}

function formatRoute({ stored, hostnames, parents, rules }: Route, style: Style): string {
  const hosts = hostnames.length === 0 ? 'every host' : hostnames.join(', ');
  const attached = parents.map(({ parent, isAttached, reason }) => {
    if (isAttached === 'yes') return `  attached to ${parent}\n`;
    const why = reason === undefined ? '' : `: ${reason.replaceAll('-', ' ')}`;
    return isAttached === 'no' ? `  NOT attached to ${parent}${why}\n` : `  ${parent}${why}\n`;
  });
  const lines = rules.flatMap(({ host, matches, backends, redirect }) => {
    const paths = matches.map(({ path }) => `${host ?? ''}${path.value}`).join(', ');
    const ends = backends.map(({ target, port, share, resolves, reason }) => {
      const part = share === 1 ? '' : ` (${Math.round(share * 100)} %)`;
      const problem = reason === undefined ? '' : `: ${reason.replaceAll('-', ' ')}`;
      return `${target} ${port ?? ''}${part}${resolves === 'no' ? ' BROKEN' : ''}${problem}`;
    });
    const to = redirect === undefined ? ends.join(', ') || 'nowhere' : `redirect ${redirect}`;
    return `  ${paths} -> ${to}\n`;
  });
  const heading = style.heading(printable(`${describeObject(stored)}  ${hosts}`));
  return printableLines(`${heading}\n`, [...attached, ...lines]);
}

function printableLines(heading: string, lines: readonly string[]): string {
  return `${heading}${lines.map((line) => `${printable(line.trimEnd())}\n`).join('')}`;
}
