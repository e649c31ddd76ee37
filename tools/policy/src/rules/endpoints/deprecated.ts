import { object } from '@fingerpost/apiserver';
import { readMapSelector } from '@fingerpost/discovery';
import { isLiveCopy } from '../../facts/live-copy.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const deprecated: Rule = {
  id: 'endpoints/deprecated',
  severity: 'warning',
  scope: 'service',
  title: 'Addresses are written in an Endpoints object',
  why: 'Endpoints are deprecated since Kubernetes 1.33: they hold one family and at most 1,000 addresses, and know neither zones nor traffic distribution. Of a Service with a selector the controller overwrites them at once.',
  fix: 'write an EndpointSlice with the label kubernetes.io/service-name instead',
  silent:
    'For empty ones, which programs such as Patroni fill, and for objects that were copied from a cluster.',
  source: 'https://kubernetes.io/blog/2025/04/24/endpoints-deprecation/',
  covers: /^v1 Endpoints is deprecated/,
  check: findEndpoints,
};

function* findEndpoints({ model, isChecked }: RuleInput): Generator<Problem> {
  for (const stored of model.store.list('', 'Endpoints')) {
    const { namespace, name, object: endpoints } = stored;
    const subsets = endpoints['subsets'];
    if (!isChecked(stored) || isLiveCopy(stored)) continue;
    if (!Array.isArray(subsets) || subsets.length === 0) continue;
    const service = model.store.get('', 'Service', namespace, name);
    const selector = readMapSelector(object(service?.object, 'spec'));
    const end = service
      ? selector === null
        ? 'a deprecated kind, in place of an EndpointSlice'
        : 'and its Service has a selector: the controller overwrites them'
      : `and there is no Service ${name}: the controller deletes them`;
    yield { on: stored, field: '', message: `Endpoints ${name} hold addresses, ${end}` };
  }
}
