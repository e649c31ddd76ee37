import { objects, object, texts } from '@fingerpost/apiserver';
import { readSelectorField, selects } from '@fingerpost/discovery';
import type { Selector, Workload } from '@fingerpost/discovery';
import { checkedServices } from '../../facts/checked-services.ts';
import { servingWorkloads } from '../../facts/serving-workloads.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const metricsMixed: Rule = {
  id: 'service/metrics-mixed',
  severity: 'caution',
  scope: 'namespace',
  title: 'Whoever uses a Service may read its metrics',
  why: 'Metrics tell names, versions and traffic. On the Service of user traffic the port has the same name and address, and without a NetworkPolicy every pod of the cluster reaches it.',
  fix: 'limit by a NetworkPolicy who reaches the metrics port, or give metrics a Service of their own',
  silent: 'Where a NetworkPolicy limits what reaches the pods.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  check: findServices,
};

const METRICS = /(?:^|-)(?:metrics|prometheus|monitoring|exporter)(?:-|$)/;

function* findServices(input: RuleInput): Generator<Problem> {
  const policies = input.shared(closedBy);
  for (const service of checkedServices(input)) {
    const index = service.ports.findIndex(({ name }) => METRICS.test(name));
    const other = service.ports.find(({ name }) => !METRICS.test(name));
    if (index < 0 || !other) continue;
    const workloads = servingWorkloads(service).map(({ workload }) => workload);
    const open = workloads.find((workload) => !isClosed(workload, policies));
    if (!open) continue;
    yield {
      on: service.stored,
      field: `spec.ports[${index}]`,
      message: `Service ${service.name} has its metrics beside port ${other.name || other.port}, and no NetworkPolicy limits who reaches the pods of ${open.kind} ${open.name}`,
    };
  }
}

/** What the policies of each namespace select whose pods they limit ingress to. */
function closedBy({ model }: RuleInput): ReadonlyMap<string, readonly Selector[]> {
  const closing = model.store
    .list('networking.k8s.io', 'NetworkPolicy')
    .map(({ namespace, object: policy }) => ({ namespace, spec: object(policy, 'spec') }))
    .filter(({ spec }) => texts(spec, 'policyTypes').includes('Ingress'))
    // A rule without peers and ports lets everything in.
    .filter(({ spec }) => objects(spec, 'ingress').every((rule) => Object.keys(rule).length > 0));
  const selectors = closing.map(({ namespace, spec }) => ({
    namespace,
    selector: readSelectorField(spec, 'podSelector'),
  }));
  return new Map(
    [...Map.groupBy(selectors, ({ namespace }) => namespace)].map(([namespace, own]) => [
      namespace,
      own.map(({ selector }) => selector),
    ]),
  );
}

function isClosed(
  { namespace, labels }: Workload,
  policies: ReadonlyMap<string, readonly Selector[]>,
): boolean {
  return (policies.get(namespace) ?? []).some((selector) => selects(selector, labels));
}
