import { describeObject } from '@fingerpost/discovery';
import { backendsFailing, fieldOfBackend } from '../../facts/route-backends.ts';
import { showsLittle } from '../../facts/shows-little.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const backendMissing: Rule = {
  id: 'route/backend-missing',
  severity: 'error',
  scope: 'environment',
  title: 'A route sends requests to a Service that is not there',
  why: 'The API server takes any name. The gateway answers the share of requests that goes to this backend with 500 or 503.',
  fix: 'correct the name, or add the Service',
  silent:
    'For Services of namespaces that the input says nothing of. A warning where plain files show neither a Service nor a workload of the namespace.',
  source: 'https://gateway-api.sigs.k8s.io/reference/spec/#httpbackendref',
  check: findMissing,
};

function* findMissing(input: RuleInput): Generator<Problem> {
  const byName = Map.groupBy(input.model.services, ({ name }) => name);
  for (const found of backendsFailing(['service-missing'], input)) {
    const { route, backend, namespace, name } = found;
    if (!input.knowsNamespace(namespace)) continue;
    const others = (byName.get(name) ?? []).slice(0, 3);
    const elsewhere = others.map((service) => service.namespace).join(' and ');
    const hint = elsewhere === '' ? '' : `; one of this name is in namespace ${elsewhere}`;
    yield {
      on: route.stored,
      field: fieldOfBackend(route, backend, 'name'),
      ...(showsLittle(namespace, input) && { severity: 'warning' }),
      message: `${describeObject(route.stored)} sends requests to Service ${name} of namespace ${namespace}, which is not there${hint}: they are answered with an error`,
      related: others.map(({ stored }) => ({
        on: stored,
        field: 'metadata.namespace',
        message: 'has the same name',
      })),
    };
  }
}
