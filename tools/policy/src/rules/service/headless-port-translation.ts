import { containerPorts } from '@fingerpost/discovery';
import type { PortTarget, Service, ServicePort } from '@fingerpost/discovery';
import { checkedServices } from '../../facts/checked-services.ts';
import { describePort } from '../../facts/describe-port.ts';
import type { NameUse } from '../../facts/name-uses.ts';
import { serviceUses } from '../../facts/service-uses.ts';
import { servingTargets, servingWorkloads } from '../../facts/serving-workloads.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const headlessPortTranslation: Rule = {
  id: 'service/headless-port-translation',
  severity: 'error',
  scope: 'environment',
  title: 'A headless Service has another port than its pods',
  why: 'The name of a headless Service leads to the pods themselves; no proxy stands between that could translate `port` to `targetPort`. A client that connects to `port` is refused. Only SRV records say the port of the pod.',
  fix: 'write the port of the pod as port of the Service, or give clients a Service with a cluster IP',
  silent: 'Where the pods listen on that port as well.',
  source:
    'https://kubernetes.io/docs/concepts/services-networking/service/#headless-services; measured',
  check: findPorts,
};

function* findPorts(input: RuleInput): Generator<Problem> {
  const uses = input.shared(serviceUses);
  for (const service of checkedServices(input)) {
    if (service.addressing !== 'headless' || service.selector === null) continue;
    const own = uses.get(`${service.namespace}/${service.name}`) ?? [];
    for (const [index, port] of service.ports.entries()) {
      const other = servingTargets(service, port).find(
        (target) => target.port !== undefined && target.port !== port.port,
      );
      if (!other || isDeclared(service, port)) continue;
      yield {
        on: service.stored,
        field: `spec.ports[${index}].port`,
        ...explain(service, port, other, own),
      };
    }
  }
}

function isDeclared(service: Service, { port, protocol }: ServicePort): boolean {
  return servingWorkloads(service).every(({ workload }) =>
    containerPorts(workload.spec).some(
      (other) => other.port === port && other.protocol === protocol,
    ),
  );
}

function explain(
  service: Service,
  port: ServicePort,
  target: PortTarget,
  uses: readonly NameUse[],
): Pick<Problem, 'fix' | 'message' | 'related' | 'severity'> {
  const client = uses.find((use) => use.port === port.port);
  const start = `headless Service ${service.name} has ${describePort(port)}, and its pods listen on ${target.port}: its name leads to the pods, where nobody listens on ${port.port}`;
  return {
    message: client ? `${start}, and ${client.on.kind} ${client.on.name} connects there` : start,
    ...(!client && !isMeantToBalance(service) && { severity: 'warning' }),
    ...(client && {
      related: [{ on: client.on, field: client.field, message: `a client of ${service.name}` }],
    }),
    fix: `write port: ${target.port}, or remove clusterIP: None if clients should be balanced`,
  };
}

/** Pods without names of their own, or an affinity, are what somebody wants balanced. */
function isMeantToBalance(service: Service): boolean {
  if (service.affinity.kind === 'ClientIP' || service.distribution.asked !== 'none') return true;
  if (/(?:^|-)(?:headless|peers|discovery|gossip|memberlist|nodes)$/.test(service.name))
    return false;
  const isMetrics = service.ports.every(({ name }) => /metrics/.test(name));
  return (
    !isMetrics && servingWorkloads(service).some(({ workload }) => workload.kind === 'Deployment')
  );
}
