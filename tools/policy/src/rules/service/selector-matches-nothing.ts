import type { Requirement, Service, Workload } from '@fingerpost/discovery';
import { checkedServices } from '../../facts/checked-services.ts';
import { nearestWorkload } from '../../facts/nearest-workload.ts';
import type { NearWorkload } from '../../facts/nearest-workload.ts';
import { podMakers, selectsMadePods } from '../../facts/pod-makers.ts';
import { podLabelsField } from '../../facts/pod-spec-field.ts';
import { isRuntimeLabel } from '../../facts/runtime-labels.ts';
import { workloadsByNamespace } from '../../facts/workloads-by-namespace.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const selectorMatchesNothing: Rule = {
  id: 'service/selector-matches-nothing',
  severity: 'error',
  scope: 'service',
  title: 'A Service selects no pod',
  why: 'The name resolves and every connection to it is refused: the Service has an address and no endpoints. The API server takes a selector that matches nothing.',
  fix: 'make the selector of the Service and the labels of the pod template the same',
  silent:
    'Where plain files show no pods of the namespace at all, where an operator makes the pods of a custom resource, and where a label is set while pods run (`pod-template-hash`, `role: master`, `vault-active`).',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service',
  check: findSelectors,
};

function* findSelectors(input: RuleInput): Generator<Problem> {
  const workloads = input.shared(workloadsByNamespace);
  const makers = input.shared(podMakers);
  for (const service of checkedServices(input)) {
    const { stored, selector, namespace } = service;
    if (selector === null || service.workloads.length > 0) continue;
    const others = workloads.get(namespace) ?? [];
    if (others.length === 0 && !input.complete) continue;
    if (selectsMadePods(selector, makers.get(namespace) ?? [])) continue;
    if (others.some((workload) => isFoundLater(selector, workload))) continue;
    const near = nearestWorkload(selector, others, service.name);
    yield { on: stored, field: 'spec.selector', ...explain(service, selector, near) };
  }
}

/** Whether all that its pods lack are labels which they get while they run. */
function isFoundLater(
  selector: readonly Requirement[],
  { labels, unknownLabels }: Workload,
): boolean {
  const missed = selector.filter(({ key, values }) => !values.includes(labels.get(key) ?? ''));
  const isLater = missed.every(
    (requirement) =>
      !labels.has(requirement.key) &&
      (unknownLabels.includes(requirement.key) || isRuntimeLabel(requirement)),
  );
  return isLater && (missed.length < selector.length || selector.length === 1);
}

function explain(
  { name, namespace }: Service,
  selector: readonly Requirement[],
  near: NearWorkload | undefined,
): Pick<Problem, 'fix' | 'message' | 'related'> {
  const labels = selector.map(describeRequirement).join(', ');
  const message = `Service ${name} selects pods with ${labels}, and no pod in namespace ${namespace} has ${selector.length > 1 ? 'all of these labels' : 'this label'}: every connection to it is refused`;
  if (!near) return { message };
  const { workload, missed } = near;
  const differences = missed.map(({ key }) => {
    const value = workload.labels.get(key);
    return value === undefined ? `no label ${key}` : `${key}=${value}`;
  });
  const place = `pods of ${workload.kind} ${workload.name} have ${differences.join(', ')}`;
  return {
    message,
    related: [{ on: workload.stored, field: podLabelsField(workload), message: place }],
    fix: `${place}: make the selector and these labels the same`,
  };
}

function describeRequirement({ key, values }: Requirement): string {
  return `${key}=${values.join()}`;
}
