import { object, text } from '@fingerpost/apiserver';
import type { Service } from '@fingerpost/discovery';
import { answeredNames, firstOfEach } from '../../facts/answered-names.ts';
import { servicesByName } from '../../facts/services-by-name.ts';
import type { Problem, RelatedPlace, Rule, RuleInput } from '../../rule.ts';

export const headlessPodMissing: Rule = {
  id: 'name/headless-pod-missing',
  severity: 'error',
  scope: 'environment',
  title: 'A program is told the name of a pod that does not exist',
  why: 'Pods have names of their own only below the Service that their StatefulSet or their `subdomain` names, and only as many as there are replicas. Any other name ends in NXDOMAIN.',
  fix: 'name pods that exist, below the Service that `serviceName` of their StatefulSet says',
  silent:
    'Where an autoscaler may make as many pods, for placeholders such as $(POD), and where `serviceName` gives no pod a name (workload/statefulset-service).',
  source:
    'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id',
  check: findMissingPods,
};

function* findMissingPods(input: RuleInput): Generator<Problem> {
  for (const { use, user, answer } of firstOfEach(input.shared(answeredNames), 'pod-missing')) {
    const { service, pod } = answer;
    if (isNamelessSet(service, pod, input)) continue;
    const { why, related } = reasonOf(service, pod, input);
    yield {
      on: use.on,
      field: use.field,
      at: use.at,
      message: `${use.host} resolves to nothing in the pods of ${user.id}: ${why}`,
      related,
    };
  }
}

/** A pod of a StatefulSet whose `serviceName` gives no names: workload/statefulset-service says so. */
function isNamelessSet({ workloads }: Service, pod: string, input: RuleInput): boolean {
  const own = workloads.find(({ workload }) => workload.kind === 'StatefulSet')?.workload;
  if (!own?.pods.some(({ name }) => name === pod)) return false;
  const key = `${own.namespace}/${text(object(own.stored.object, 'spec'), 'serviceName')}`;
  return input.shared(servicesByName).get(key)?.addressing !== 'headless';
}

function reasonOf(
  { name, workloads }: Service,
  pod: string,
  { model }: RuleInput,
): { readonly why: string; readonly related: readonly RelatedPlace[] } {
  const own = workloads.find(({ workload }) => workload.kind === 'StatefulSet')?.workload;
  if (!own) return { why: `no pod behind Service ${name} is called ${pod}`, related: [] };
  const first = own.pods[0];
  const last = own.pods.at(-1);
  const subdomain = first?.subdomain;
  if (first && subdomain !== name) {
    const right = subdomain === undefined || subdomain === '' ? 'none' : subdomain;
    const why = `the pods of StatefulSet ${own.name} have names below Service ${right}, not below ${name}`;
    const message = 'below this Service the pods have names';
    return { why, related: [{ on: own.stored, field: 'spec.serviceName', message }] };
  }
  const names = first === last ? `only ${first?.name}` : `${first?.name} to ${last?.name}`;
  const why = first
    ? `StatefulSet ${own.name} has ${names}`
    : `StatefulSet ${own.name} has no pods in ${model.environment.name || 'these manifests'}`;
  const message = 'so many pods there are';
  return { why, related: [{ on: own.stored, field: 'spec.replicas', message }] };
}
