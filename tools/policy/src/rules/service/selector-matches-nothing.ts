import type { Requirement, Service, Workload } from '@fingerpost/discovery';
import { checkedServices } from '../../facts/checked-services.ts';
import { workloadIndex } from '../../facts/workload-index.ts';
import type { NearWorkload } from '../../facts/workload-index.ts';
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
    'Where plain files show no pods of the namespace at all and none with these labels in another, where an operator makes the pods of a custom resource, and where a label is set while pods run (`pod-template-hash`, `role: master`, `vault-active`).',
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
    if (selectsMadePods(selector, makers.get(namespace) ?? new Set())) continue;
    const near = index.near(namespace, selector, name);
    if (near.some(isFoundLater)) continue;
    const elsewhere = index.anywhere(selector);
    // Of plain files nobody knows what else the namespace holds; kube-system always holds more.
    const isKnown = inhabited.has(namespace) && (namespace !== 'kube-system' || near.length > 0);
    if (!input.complete && !isKnown && !elsewhere) continue;
    const answer = elsewhere
      ? explainNamespace(service, selector, elsewhere)
      : explain(service, selector, near[0]);
    yield { on: stored, field: 'spec.selector', ...answer };
  }
}

function explainNamespace(
  service: Service,
  selector: readonly Requirement[],
  { stored, ...workload }: Workload,
): Pick<Problem, 'fix' | 'message' | 'related'> {
  const { name, namespace } = service;
  const labels = selector.map(describeRequirement).join(', ');
  const place = `${workload.kind} ${workload.name} is in namespace ${workload.namespace}`;
  return {
    message: `Service ${name} selects pods with ${labels}, and the pods with these labels are in namespace ${workload.namespace}: a Service only selects in its own, ${namespace}, and ${consequence(service)}`,
    related: [{ on: stored, field: 'metadata.namespace', message: place }],
    fix: `put the Service and ${workload.kind} ${workload.name} into one namespace`,
  };
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
  service: Service,
  selector: readonly Requirement[],
  near: NearWorkload | undefined,
): Pick<Problem, 'fix' | 'message' | 'related'> & { readonly field?: string } {
  const { name, namespace } = service;
  const labels = selector.map(describeRequirement).join(', ');
  const message = `Service ${name} selects pods with ${labels}, and no pod in namespace ${namespace} has ${selector.length > 1 ? 'all of these labels' : 'this label'}: ${consequence(service)}`;
  if (!near) return { message };
  const { workload, missed } = near;
  const differences = missed.map(({ key }) => {
    const value = workload.labels.get(key);
    return value === undefined ? `no label ${key}` : `${key}=${value}`;
  });
  const place = `pods of ${workload.kind} ${workload.name} have ${differences.join(', ')}`;
  const [only, ...more] = missed;
  return {
    message,
    // The line of the one label that is wrong.
    ...(only && more.length === 0 && { field: `spec.selector[${only.key}]` }),
    related: [{ on: workload.stored, field: podLabelsField(workload), message: place }],
    fix: `${place}: make the selector and these labels the same`,
  };
}

function consequence({ addressing }: Service): string {
  return addressing === 'headless'
    ? 'its name resolves to nothing'
    : 'every connection to it is refused';
}

function describeRequirement({ key, values }: Requirement): string {
  return `${key}=${values.join()}`;
}
