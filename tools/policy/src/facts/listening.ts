import { containerPorts } from '@fingerpost/discovery';
import type { Service, ServicePort, Workload } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';

/** What is known of the ports that pods listen on, and of the Services in front of them. */
export interface Listening {
  /** Whether a container declares the port, or a Service sends to it. */
  listens(workload: Workload, protocol: string, port: number): boolean;
  /** A port of a Service that is translated to another one of the pods. */
  translated(
    workload: Workload,
    protocol: string,
    port: number,
  ): { readonly service: Service; readonly port: ServicePort; readonly target: number } | undefined;
}

/** Reads them once for all rules. */
export function listening({ model }: RuleInput): Listening {
  const services = new Map<string, Service[]>();
  for (const service of model.services) {
    for (const { workload } of service.workloads) {
      const known = services.get(workload.id);
      if (known) known.push(service);
      else services.set(workload.id, [service]);
    }
  }
  const targetIn = (port: ServicePort, { id }: Workload): number | undefined =>
    port.targets.find(({ workload }) => workload === id)?.port;
  const listens = (workload: Workload, protocol: string, number: number): boolean =>
    containerPorts(workload.spec).some(
      (port) => port.port === number && port.protocol === protocol,
    ) ||
    (services.get(workload.id) ?? []).some(({ ports }) =>
      ports.some((port) => port.protocol === protocol && targetIn(port, workload) === number),
    );
  return {
    listens,
    translated: (workload, protocol, number) => {
      for (const service of services.get(workload.id) ?? []) {
        const port = service.ports.find(
          (other) => other.protocol === protocol && other.port === number,
        );
        const target = port && targetIn(port, workload);
        if (port && target !== undefined && target !== number) return { service, port, target };
      }
      return undefined;
    },
  };
}
