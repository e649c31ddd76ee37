import type { StoredObject } from '@fingerpost/discovery';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const namespaceMissing: Rule = {
  id: 'gitops/namespace-missing',
  severity: 'error',
  scope: 'environment',
  title: 'Nothing makes the namespace of an object',
  why: 'The API server refuses objects of a namespace that does not exist: the Application does not sync in a new cluster, although everything works where somebody made the namespace by hand.',
  fix: 'add a Namespace to an overlay, or to what environment.yaml says is given',
  silent: 'For plain files, and for default and the kube-* namespaces, which each cluster has.',
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/',
  check: findMissing,
};

const BUILT_IN: readonly string[] = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

function* findMissing({ model, checked, overlaysOf }: RuleInput): Generator<Problem> {
  const first = new Map<string, { on: StoredObject; count: number }>();
  for (const on of checked) {
    const { namespace } = on;
    if (namespace === '' || BUILT_IN.includes(namespace)) continue;
    if (overlaysOf(on).length === 0) continue;
    const known = first.get(namespace);
    if (known) known.count += 1;
    else first.set(namespace, { on, count: 1 });
  }
  for (const [namespace, { on, count }] of first) {
    if (model.store.get('', 'Namespace', '', namespace)) continue;
    yield {
      on,
      field: 'metadata.namespace',
      message: `no overlay makes namespace ${namespace}, and ${count === 1 ? 'an object stands' : `${count} objects stand`} in it: a new cluster refuses ${count === 1 ? 'it' : 'them'}`,
    };
  }
}
