import { checkedServices } from '../../facts/checked-services.ts';
import { isHttp2, isMeshed } from '../../facts/client-balancing.ts';
import { describePort } from '../../facts/describe-port.ts';
import { servingWorkloads } from '../../facts/serving-workloads.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const longLivedConnections: Rule = {
  id: 'service/long-lived-connections',
  severity: 'caution',
  scope: 'namespace',
  title: 'Requests share connections that are balanced once',
  why: 'kube-proxy chooses a pod for each connection. gRPC and HTTP/2 clients open one and send all requests through it: one pod gets them all, and new pods get none until clients connect again.',
  fix: 'let clients balance over a headless Service, or a gateway or mesh over requests; or limit the age of connections in the server',
  silent:
    'With one replica, where a headless Service selects the same pods, and in namespaces with a mesh.',
  source: 'https://grpc.io/blog/grpc-load-balancing/',
  check: findServices,
};

function* findServices(input: RuleInput): Generator<Problem> {
  const services = checkedServices(input);
  const looked = new Set(
    services
      .filter(({ addressing }) => addressing === 'headless')
      .flatMap((service) => servingWorkloads(service).map(({ workload }) => workload.id)),
  );
  for (const service of services) {
    if (service.addressing !== 'cluster-ip') continue;
    const workloads = servingWorkloads(service).map(({ workload }) => workload);
    const pods = workloads.reduce((sum, { replicas }) => sum + replicas.max, 0);
    if (pods < 2 || workloads.some(({ id }) => looked.has(id))) continue;
    if (isMeshed(input.model.store.namespaceLabels(service.namespace), service)) continue;
    for (const [index, port] of service.ports.entries()) {
      if (!isHttp2(port)) continue;
      yield {
        on: service.stored,
        field: `spec.ports[${index}]`,
        message: `clients of ${describePort(port)} of Service ${service.name} send all requests through one connection, which stays with one of ${pods} pods`,
      };
    }
  }
}
