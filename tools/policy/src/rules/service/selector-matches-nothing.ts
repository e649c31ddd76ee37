import type { Requirement, Service } from '@fingerpost/discovery';
import { checkedServices } from '../../facts/checked-services.ts';
import { workloadIndex } from '../../facts/near-workloads.ts';
import type { NearWorkload } from '../../facts/near-workloads.ts';
import { podMakers, selectsMadePods } from '../../facts/pod-makers.ts';
import { podLabelsField } from '../../facts/pod-spec-field.ts';
import { isRuntimeLabel } from '../../facts/runtime-labels.ts';
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
  const { workloads } = input.model;
  const inhabited = new Set(workloads.map(({ namespace }) => namespace));
  const makers = input.shared(podMakers);
  const index = input.shared(workloadIndex);
  for (const service of checkedServices(input)) {
    const { stored, selector, namespace, name } = service;
    if (selector === null || service.workloads.length > 0) continue;
    if (!input.complete && !inhabited.has(namespace)) continue;
    if (selectsMadePods(selector, makers.get(namespace) ?? new Set())) continue;
    const near = index.near(namespace, selector, name);
    if (near.some(isFoundLater)) continue;
    yield { on: stored, field: 'spec.selector', ...explain(service, selector, near[0]) };
  }
}

/** Whether all that its pods lack are labels which they get while they run. */
function isFoundLater({ workload, missed }: NearWorkload): boolean {
  return missed.every(
    (requirement) =>
      !workload.labels.has(requirement.key) &&
      (workload.unknownLabels.includes(requirement.key) || isRuntimeLabel(requirement)),
  );
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
