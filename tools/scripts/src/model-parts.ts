import type { Style } from '@fingerpost/changes';
import { describeService, formatServices, formatSlices } from '@fingerpost/discovery';
import type { EndpointSlice, Service, StoredObject, Workload } from '@fingerpost/discovery';
import type { NamedModel } from './models.ts';
import { formatTable } from './table.ts';
import { printable } from '@fingerpost/changes';

/** One of the lists that a model is made of. */
export interface ModelPart {
  /** As `--format json` prints it. */
  json(named: NamedModel): unknown;
  text(named: NamedModel, style: Style): string;
  count(named: NamedModel): number;
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
    count: (named) => servicesOf(named).length,
  },
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
    count: (named) => slicesOf(named).length,
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
    count: (named) => rowsOf(named).length,
  },
} as const satisfies Readonly<Record<string, ModelPart>>;

function isChosen({ chosen }: NamedModel, stored: StoredObject | undefined): boolean {
  return chosen === undefined || (stored !== undefined && chosen.has(stored.resource));
}

function servicesOf(named: NamedModel): readonly Service[] {
  return named.model.services.filter(({ stored }) => isChosen(named, stored));
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
