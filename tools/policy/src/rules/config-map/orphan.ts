import type { StoredObject } from '@fingerpost/discovery';
import { configMapUsers } from '../../facts/config-map-users.ts';
import { madeNames } from '../../facts/made-names.ts';
import { isLiveCopy } from '../../facts/live-copy.ts';
import { referencesOf } from '../../facts/references.ts';
import { workloadsByNamespace } from '../../facts/workloads-by-namespace.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const orphan: Rule = {
  id: 'config-map/orphan',
  severity: 'warning',
  scope: 'namespace',
  title: 'A ConfigMap that nobody uses',
  why: 'No pod mounts the ConfigMap or takes variables from it, so what stands in it has no effect: the program runs with its defaults. Often its name was changed on one side, or it stands in another namespace than the pods.',
  fix: 'let the pod mount it or take variables from it, correct its name or namespace, or delete it',
  silent:
    'Where an object names it (a Gateway, a policy, a custom resource, a role), where a program is told its name or may read ConfigMaps from the API server, where a label or annotation of its own lets somebody pick it up (`grafana_dashboard`), in namespaces without workloads, in kube-system and argocd, and for names that the cluster knows.',
  source: 'https://kubernetes.io/docs/concepts/configuration/configmap/',
  check: findConfigMaps,
};

/** Labels that say what it is and not who wants it. */
const PLAIN_LABEL =
  /^(?:app|name|version|tier|component|chart|heritage|release|env|environment|team|owner|project|part-of|managed-by|k8s-app|app\.kubernetes\.io\/.*|helm\.sh\/chart|argocd\.argoproj\.io\/instance|kustomize\..*)$/;
const PICKED_ANNOTATION =
  /dashboard|helm\.sh\/hook|argocd\.argoproj\.io\/hook|replicat|reflect|inject/i;
const OF_CLUSTER = new Set([
  'argocd',
  'flux-system',
  'kube-node-lease',
  'kube-public',
  'kube-system',
]);
const KNOWN =
  /^(?:kube-root-ca\.crt|openshift-service-ca\.crt|istio(?:-.*)?|argocd-.*|coredns(?:-.*)?)$/;

function* findConfigMaps(input: RuleInput): Generator<Problem> {
  const users = input.shared(configMapUsers);
  const made = input.shared(madeNames);
  const workloads = input.shared(workloadsByNamespace);
  const elsewhere = input.shared(namesUsedElsewhere);
  for (const stored of input.model.store.list('', 'ConfigMap')) {
    const { namespace, name } = stored;
    if (!input.isChecked(stored) || isForOthers(stored)) continue;
    if (users.isNamed(namespace, name) || users.isReadByApi(namespace)) continue;
    if (made.has(namespace, name)) continue;
    const other = elsewhere.get(name);
    if (!workloads.has(namespace) && other === undefined) continue;
    const hint = other === undefined ? '' : ` (pods in namespace ${other} want one of this name)`;
    yield {
      on: stored,
      field: '',
      message: `nothing in namespace ${namespace} uses ConfigMap ${name}${hint}: what stands in it has no effect`,
    };
  }
}

function isForOthers(stored: StoredObject): boolean {
  const { namespace, name, labels, annotations } = stored;
  if (OF_CLUSTER.has(namespace) || KNOWN.test(name) || isLiveCopy(stored)) return true;
  return (
    [...labels.keys()].some((key) => !PLAIN_LABEL.test(key)) ||
    [...annotations.keys()].some((key) => PICKED_ANNOTATION.test(key))
  );
}

/** Names that pods of some namespace miss, with that namespace. */
function namesUsedElsewhere({ model }: RuleInput): ReadonlyMap<string, string> {
  const wanted = new Map<string, string>();
  for (const workload of model.workloads) {
    for (const { kind, name } of referencesOf(workload)) {
      if (kind !== 'ConfigMap' || model.store.get('', kind, workload.namespace, name)) continue;
      wanted.set(name, workload.namespace);
    }
  }
  return wanted;
}
