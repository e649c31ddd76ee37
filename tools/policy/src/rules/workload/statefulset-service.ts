import { object, text } from '@fingerpost/apiserver';
import type { Service, Workload } from '@fingerpost/discovery';
import { podNames } from '../../facts/pod-names.ts';
import type { PodNameUse } from '../../facts/pod-names.ts';
import { servicesByName } from '../../facts/services-by-name.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';
import { writtenWorkloads } from '../../facts/written-workloads.ts';

export const statefulsetService: Rule = {
  id: 'workload/statefulset-service',
  severity: 'warning',
  scope: 'service',
  title: 'The serviceName of a StatefulSet leads to no headless Service of its pods',
  why: 'The pods of a StatefulSet have names of their own (event-log-0.event-log-peers) only under the Service that serviceName says, and only where it is headless and selects them. The API server takes any text there, and it cannot be changed later.',
  fix: 'let serviceName be the name of a Service with clusterIP: None that selects these pods',
  silent:
    'Where serviceName is empty: then the pods have no names. An error where a program is told the name of one of the pods, and nobody answers for it.',
  source:
    'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id',
  check: findStatefulSets,
};

function* findStatefulSets(input: RuleInput): Generator<Problem> {
  const services = input.shared(servicesByName);
  for (const workload of input.shared(writtenWorkloads)) {
    const { stored, kind, name, namespace, id } = workload;
    const serviceName = text(object(stored.object, 'spec'), 'serviceName');
    if (kind !== 'StatefulSet' || serviceName === '') continue;
    const service = services.get(`${namespace}/${serviceName}`);
    const wrong = mistakeOf(service, id);
    if (wrong === undefined) continue;
    const uses = input.shared(podNames).get(`${namespace}/${name}`) ?? [];
    const lost = uses.find((use) => !isAnswered(use, namespace, input));
    const near = service ? undefined : input.shared(headlessServices).get(id);
    yield {
      on: stored,
      field: 'spec.serviceName',
      ...(lost && { severity: 'error' }),
      message: `serviceName of StatefulSet ${name} is ${serviceName}, ${wrong}: its pods have no names of their own${lost ? `, and ${lost.use.host} leads nowhere` : ''}`,
      related: [
        ...(service
          ? [{ on: service.stored, field: 'spec', message: `Service ${serviceName}` }]
          : []),
        ...(lost
          ? [{ on: lost.use.on, field: lost.use.field, message: `uses ${lost.use.host}` }]
          : []),
      ],
      ...(near && { fix: `is ${near.name} meant? It is headless and selects these pods` }),
    };
  }
}

function mistakeOf(service: Service | undefined, workload: Workload['id']): string | undefined {
  if (!service) return 'and there is no such Service';
  if (service.addressing !== 'headless') return 'a Service that is not headless';
  if (service.workloads.some((selected) => selected.workload.id === workload)) return undefined;
  return service.selector === null
    ? 'a Service without selector'
    : 'a Service that selects other pods';
}

/** CoreDNS also answers for the pods of a Service that is not headless. */
function isAnswered({ pod, service }: PodNameUse, namespace: string, input: RuleInput): boolean {
  const { environment, nameServer } = input.model;
  const name = `${pod}.${service}.${namespace}.svc.${environment.clusterDomain}.`;
  return ['A', 'AAAA'].some((type) => {
    const { rcode, answers } = nameServer.answer({ name, type });
    return rcode === null || answers.length > 0;
  });
}

/** A headless Service of each workload, by the id of the workload. */
function headlessServices({ model }: RuleInput): ReadonlyMap<string, Service> {
  const headless = model.services.filter(({ addressing }) => addressing === 'headless');
  return new Map(
    headless.flatMap((service) =>
      service.workloads.map(({ workload }) => [workload.id, service] as const),
    ),
  );
}
