import { objects } from '@fingerpost/apiserver';
import { containerPorts } from '@fingerpost/discovery';
import type { Service, ServicePort, Workload } from '@fingerpost/discovery';
import { runningContainers } from './containers.ts';
import type { PlacedContainer } from './containers.ts';
import { isHook } from './hooks.ts';
import { listNames } from './list-names.ts';
import type { RuleInput } from '../rule.ts';
import { writtenWorkloads } from './written-workloads.ts';

/** A Service that clients of a workload use. */
export interface Front {
  readonly service: Service;
  /** Those that are not only scraped. */
  readonly ports: readonly ServicePort[];
}

/** A workload that serves clients. */
export interface Server {
  readonly workload: Workload;
  readonly fronts: readonly Front[];
}

/** Kinds of which pods are replaced one by one while others go on serving. */
const REPLICATED = ['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet'];
const METRICS = /(?:^|[-_])(?:metrics?|prometheus|prom|exporter|telemetry|monitoring)(?:$|[-_\d])/i;

/**
 * The workloads that a Service sends the connections of clients to. Left out: DaemonSets, Jobs and hooks, and those that
 * are only scraped, such as controllers that have one leader.
 */
export function servers(input: RuleInput): readonly Server[] {
  const fronts = frontsOf(input.model.services);
  return input.shared(writtenWorkloads).flatMap((workload) => {
    const own = fronts.get(workload.id);
    if (!own || !REPLICATED.includes(workload.kind) || isHook(workload)) return [];
    return [{ workload, fronts: own }];
  });
}

/** The Services of each workload, by its id. */
export function frontsOf(services: readonly Service[]): ReadonlyMap<string, readonly Front[]> {
  const fronts = new Map<string, Front[]>();
  for (const service of services) {
    const ports = service.ports.filter((port) => !isScraped(port));
    const isForClients = ports.length > 0 || service.ports.length === 0;
    if (!isForClients || METRICS.test(service.name)) continue;
    for (const { workload } of service.workloads) {
      const known = fronts.get(workload.id);
      if (known) known.push({ service, ports });
      else fronts.set(workload.id, [{ service, ports }]);
    }
  }
  return fronts;
}

function isScraped({ name, targetPort }: ServicePort): boolean {
  return METRICS.test(name) || (typeof targetPort === 'string' && METRICS.test(targetPort));
}

/**
 * The containers that clients are connected to: those that declare a port which a Service leads to. One that is alone in
 * its pod need not declare it. None where it cannot be told.
 */
export function servingContainers({ workload, fronts }: Server): readonly PlacedContainer[] {
  const ports = fronts.flatMap((front) => front.ports);
  const targets = ports.flatMap(({ targets: all, protocol }) =>
    all.filter((target) => target.workload === workload.id).map(({ port }) => ({ port, protocol })),
  );
  const running = runningContainers(workload);
  const found = running.filter(({ container }) => {
    const declared = containerPorts({ containers: [container] });
    return declared.some((own) =>
      targets.some(({ port, protocol }) => own.port === port && own.protocol === protocol),
    );
  });
  if (found.length > 0) return found;
  return objects(workload.spec, 'containers').length === 1 ? running.slice(0, 1) : [];
}

/** `Service go-server sends`, `Services go-server and go-server-lb send`. */
export function describeFronts(fronts: readonly Front[], one = '', many = ''): string {
  const names = new Set(fronts.map(({ service }) => service.name));
  const isOne = names.size === 1;
  return `${isOne ? 'Service' : 'Services'} ${listNames([...names])} ${isOne ? one : many}`.trimEnd();
}
