import { object, text } from '@fingerpost/apiserver';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const clusterScopedNamespace: Rule = {
  id: 'source/cluster-scoped-namespace',
  severity: 'warning',
  scope: 'resource',
  title: 'An object of the whole cluster names a namespace',
  why: '`namespace:` of a kustomization writes into kinds that it does not know to be cluster-scoped. The API server drops it in silence, but tools that compare what is in git with the cluster look for another object.',
  fix: 'leave the namespace out; put cluster-scoped kinds into a kustomization without namespace:',
  silent: 'For kinds that are not known here.',
  source:
    'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#not-all-objects-are-in-a-namespace',
  check: findNamespaces,
};

function* findNamespaces({ checked }: RuleInput): Generator<Problem> {
  for (const stored of checked) {
    const written = text(object(stored.written, 'metadata'), 'namespace');
    if (written === '' || stored.namespace !== '') continue;
    yield {
      on: stored,
      field: 'metadata.namespace',
      message: `${stored.kind} ${stored.name} belongs to the whole cluster and names the namespace ${written}, which the API server ignores`,
    };
  }
}
