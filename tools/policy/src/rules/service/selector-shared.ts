import type { Service, ServicePort } from '@fingerpost/discovery';
import { checkedServices } from '../../facts/checked-services.ts';
import { describePort } from '../../facts/describe-port.ts';
import { servingWorkloads } from '../../facts/serving-workloads.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const selectorShared: Rule = {
  id: 'service/selector-shared',
  severity: 'warning',
  scope: 'namespace',
  title: 'Two Services lead to the same port of the same pods',
  why: 'Often one of them was copied, and its selector was forgotten: it answers, from the wrong program. Where both are meant, each has its own address, affinity and monitor, and changes reach one of them.',
  fix: 'correct the selector of the one that was copied, or remove it',
  silent:
    'For headless Services, load balancers and node ports beside a Service with a cluster IP, and where the Services differ in affinity or traffic policies.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service',
  check: findPairs,
};

function* findPairs(input: RuleInput): Generator<Problem> {
  const first = new Map<string, readonly [Service, ServicePort]>();
  const reported = new Set<Service>();
  for (const service of checkedServices(input)) {
    if (service.type !== 'ClusterIP' || service.addressing !== 'cluster-ip') continue;
    const pods = podsOf(service);
    if (pods === '') continue;
    for (const port of service.ports) {
      const key = `${service.namespace} ${pods} ${port.protocol} ${endOf(port)} ${behaviourOf(service)}`;
      const [other, otherPort] = first.get(key) ?? [];
      if (!other || !otherPort) first.set(key, [service, port]);
      else if (other !== service && !reported.has(service)) {
        reported.add(service);
        yield {
          on: service.stored,
          field: 'spec.selector',
          message: `Service ${service.name} sends its ${describePort(port)} where Service ${other.name} sends its ${describePort(otherPort)}: port ${port.targetPort} of the same pods`,
          related: [
            {
              on: other.stored,
              field: 'spec.selector',
              message: `the selector of Service ${other.name}`,
            },
          ],
        };
      }
    }
  }
}

function podsOf(service: Service): string {
  return servingWorkloads(service)
    .map(({ workload, pods }) => `${workload.id}:${pods.map(({ ordinal }) => ordinal).join()}`)
    .join(' ');
}

function endOf({ targets, targetPort }: ServicePort): string {
  return `${targets[0]?.port ?? targetPort}`;
}

/** Services that treat connections differently are two on purpose. */
function behaviourOf({
  affinity,
  internalTrafficPolicy,
  distribution,
  publishNotReadyAddresses,
}: Service): string {
  return [
    affinity.kind,
    internalTrafficPolicy,
    distribution.asked,
    publishNotReadyAddresses,
  ].join();
}
