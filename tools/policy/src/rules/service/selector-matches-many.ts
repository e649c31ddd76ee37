import type { Service, Workload } from '@fingerpost/discovery';
import { checkedServices } from '../../facts/checked-services.ts';
import { podLabelsField } from '../../facts/pod-spec-field.ts';
import { servingWorkloads } from '../../facts/serving-workloads.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const selectorMatchesMany: Rule = {
  id: 'service/selector-matches-many',
  severity: 'warning',
  scope: 'service',
  title: 'A Service selects the pods of more than one workload',
  why: 'Connections are spread over all of them, also those that mean something else: the worker of an application, or the pod of a Job that lives for a minute. Requests fail at random, in proportion to the pods.',
  fix: 'add the label to the selector that only the pods have which are meant, such as app.kubernetes.io/component',
  silent:
    'Where the workloads are versions of one thing (labels `version`, `track`, `slot`, ...), and for headless Services by which peers of several kinds find each other.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service',
  check: findServices,
};

const VERSION_KEYS =
  /(?:^|[/.-])(?:version|track|slot|color|colour|stage|release|revision|canary|zone|shard)$/i;

function* findServices(input: RuleInput): Generator<Problem> {
  for (const service of checkedServices(input)) {
    const workloads = servingWorkloads(service).map(({ workload }) => workload);
    if (workloads.length < 2 || areVersions(workloads) || isForPeers(service)) continue;
    const names = workloads.map(({ kind, name }) => `${kind} ${name}`);
    const listed = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} others`] : names;
    yield {
      on: service.stored,
      field: 'spec.selector',
      message: `Service ${service.name} selects the pods of ${listed.join(' and ')}: connections are spread over all of them`,
      related: workloads.slice(0, 5).map((workload) => ({
        on: workload.stored,
        field: podLabelsField(workload),
        message: `the labels of the pods of ${workload.kind} ${workload.name}`,
      })),
    };
  }
}

/** Workloads of one kind whose labels differ in what names a version. */
function areVersions(workloads: readonly Workload[]): boolean {
  const [first, ...others] = workloads;
  if (!first || others.some(({ kind }) => kind !== first.kind)) return false;
  return others.every(({ labels }) =>
    [...labels].some(([key, value]) => VERSION_KEYS.test(key) && first.labels.get(key) !== value),
  );
}

function isForPeers({ addressing, publishNotReadyAddresses, name }: Service): boolean {
  if (addressing !== 'headless') return false;
  return publishNotReadyAddresses || /memberlist|gossip|peers|discovery|ring|headless/.test(name);
}
