import { writtenSlices } from '../../facts/written-slices.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const managedByController: Rule = {
  id: 'endpoint-slice/managed-by-controller',
  severity: 'error',
  scope: 'resource',
  title: 'An EndpointSlice written by hand says that a controller owns it',
  why: 'The controllers of Kubernetes change and delete slices with their own name in the label `endpointslice.kubernetes.io/managed-by`: the addresses are gone some seconds after they were applied, and a sync brings them back for as long.',
  fix: 'set the label endpointslice.kubernetes.io/managed-by to a name of your own',
  silent: 'For slices that were copied from a cluster (`metadata.uid` is set).',
  source:
    'https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#management; measured',
  check: findSlices,
};

const CONTROLLERS = ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io'];
const LABEL = 'endpointslice.kubernetes.io/managed-by';

function* findSlices(input: RuleInput): Generator<Problem> {
  for (const { stored, slice } of input.shared(writtenSlices)) {
    if (slice.managedBy === null || !CONTROLLERS.includes(slice.managedBy)) continue;
    yield {
      on: stored,
      field: `metadata.labels[${LABEL}]`,
      message: `EndpointSlice ${stored.name} says that ${slice.managedBy} manages it: the controller deletes it, because it did not make it`,
    };
  }
}
