import { describeObject } from '@fingerpost/discovery';
import { backendsFailing } from '../../facts/route-backends.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const crossNamespace: Rule = {
  id: 'route/cross-namespace',
  severity: 'error',
  scope: 'environment',
  title: 'A route sends requests to another namespace without a grant',
  why: 'A backend in another namespace only counts where a ReferenceGrant there allows it. Else the reference is refused, and requests are answered with 500.',
  fix: 'add a ReferenceGrant in the namespace of the Service, or move the route there',
  silent: 'Where the input says nothing of the namespace of the Service.',
  source: 'https://gateway-api.sigs.k8s.io/api-types/referencegrant/',
  check: findUngranted,
};

function* findUngranted(input: RuleInput): Generator<Problem> {
  for (const found of backendsFailing(['not-granted'], input)) {
    const { route, backend, namespace, name } = found;
    if (!input.knowsNamespace(namespace)) continue;
    yield {
      on: route.stored,
      field: `${backend.field}.namespace`,
      message: `${describeObject(route.stored)} sends requests to Service ${name} of namespace ${namespace}, and no ReferenceGrant of ${namespace} lets an object of kind ${route.kind} in ${route.stored.namespace} do so`,
    };
  }
}
