import { plural, printable } from '@fingerpost/text';
import { toJsonValue } from 'kustomize-ts';
import type { Resource } from 'kustomize-ts';

import { describeService } from './describe-service.ts';

/** An environment as it renders. */
export interface RenderedEnvironment {
  readonly name: string;
  readonly clusterDomain: string;
  readonly units: number;
  readonly resources: readonly Pick<Resource, 'kind' | 'namespace' | 'name' | 'node'>[];
}

/** More Services than this are counted, not listed: the overview is one screen. */
const MAX_SERVICES = 24;

/** What a repository holds, on one screen: its environments, and under which names its Services answer. */
export function formatOverview(environments: readonly RenderedEnvironment[]): string {
  const longest = Math.max(...environments.map(({ name }) => printable(name).length));
  const sizes = environments.map(
    ({ name, units, resources }) =>
      `  ${printable(name).padEnd(longest)}  ${plural(units, 'unit')}, ${plural(resources.length, 'resource')}`,
  );
  const services = listServices(environments);
  const shown = services.slice(0, MAX_SERVICES);
  const more = services.length - shown.length;
  const width = Math.max(0, ...shown.map(({ host }) => host.length));
  return [
    'Environments',
    ...sizes,
    '',
    'Services and what they expose',
    ...shown.map(({ host, exposes, only }) => {
      const where = only.length === environments.length ? '' : `  (${only.join(', ')})`;
      return `  ${host.padEnd(width)}  ${exposes}${where}`;
    }),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n');
}

interface ServiceLine {
  readonly host: string;
  readonly exposes: string;
  /** The environments in which it is so. */
  readonly only: readonly string[];
}

function listServices(environments: readonly RenderedEnvironment[]): ServiceLine[] {
  const lines = environments.flatMap(({ name, clusterDomain, resources }) =>
    resources
      .filter(({ kind }) => kind === 'Service')
      .map((service) => ({
        host: printable(`${service.name}.${service.namespace ?? 'default'}.svc.${clusterDomain}`),
        exposes: printable(describeService(toJsonValue(service.node))),
        environment: printable(name),
      })),
  );
  const same = Map.groupBy(lines, ({ host, exposes }) => `${host} ${exposes}`);
  return [...same.values()]
    .flatMap((group) => {
      const [first] = group;
      return first ? [{ ...first, only: group.map(({ environment }) => environment) }] : [];
    })
    .toSorted((a, b) => a.host.localeCompare(b.host, 'en'));
}
