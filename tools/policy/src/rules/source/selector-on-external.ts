import { object, text } from '@fingerpost/apiserver';
import { describeObject } from '@fingerpost/discovery';
import type { StoredObject } from '@fingerpost/discovery';
import { getPath } from 'kustomize-ts';
import { builtLabels, isMade } from '../../facts/build-steps.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const selectorOnExternal: Rule = {
  id: 'source/selector-on-external',
  severity: 'error',
  scope: 'service',
  title: 'kustomize gave a Service for something outside a selector',
  why: '`labels` with `includeSelectors` creates `spec.selector` where a Service has none. With a selector the cluster makes EndpointSlices of its own beside those that were written, and any pod with the label gets the traffic.',
  fix: 'set includeSelectors: false in the labels of this service',
  silent: 'Where the selector is written in a manifest.',
  source:
    'https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors',
  check: findSelectors,
};

const SERVICE_NAME = 'kubernetes.io/service-name';

function* findSelectors(input: RuleInput): Generator<Problem> {
  const written = writtenEndpoints(input);
  for (const { stored } of input.model.services) {
    if (!input.isChecked(stored) || input.overlaysOf(stored).length === 0) continue;
    const labels = builtLabels(getPath(stored.resource.node, 'spec', 'selector'));
    if (labels.length === 0 || !labels.every(({ node }) => isMade(node))) continue;
    const isAlias = text(object(stored.object, 'spec'), 'type') === 'ExternalName';
    const slice = written.get(`${stored.namespace}/${stored.name}`);
    if (!isAlias && !slice) continue;
    const selector = labels.map(({ key, value }) => `${key}=${value}`).join(', ');
    const what = isAlias ? 'an ExternalName' : 'a Service whose EndpointSlice is written by hand';
    yield {
      on: stored,
      field: 'spec',
      message: `${describeObject(stored)}, ${what}, got the selector ${selector} from labels with includeSelectors`,
      ...(slice && {
        related: [{ on: slice, field: 'metadata.labels', message: 'its endpoints' }],
      }),
    };
  }
}

/** Slices and Endpoints that somebody wrote, by their Service. */
function writtenEndpoints({ model }: RuleInput): ReadonlyMap<string, StoredObject> {
  const slices = model.store
    .list('discovery.k8s.io', 'EndpointSlice')
    .map((slice) => [`${slice.namespace}/${slice.labels.get(SERVICE_NAME) ?? ''}`, slice] as const);
  const endpoints = model.store
    .list('', 'Endpoints')
    .map((stored) => [`${stored.namespace}/${stored.name}`, stored] as const);
  return new Map([...slices, ...endpoints]);
}
