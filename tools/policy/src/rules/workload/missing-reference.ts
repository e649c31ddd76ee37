import { object, text } from '@fingerpost/apiserver';
import type { StoredObject, Workload } from '@fingerpost/discovery';
import { madeNames } from '../../facts/made-names.ts';
import { nearestName } from '../../facts/nearest-name.ts';
import { referencesOf } from '../../facts/references.ts';
import type { Reference } from '../../facts/references.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';
import { writtenWorkloads } from '../../facts/written-workloads.ts';

export const missingReference: Rule = {
  id: 'workload/missing-reference',
  severity: 'error',
  scope: 'namespace',
  title: 'A pod needs a ConfigMap, Secret or ServiceAccount that is not there',
  why: 'Without its ServiceAccount no pod is made at all; without a ConfigMap, Secret or one of their keys it waits in ContainerCreating or CreateContainerConfigError for ever. The API server takes the workload, and the Service has no endpoints.',
  fix: 'add what is missing to the environment, correct the name, or write optional: true where the program does without',
  silent:
    'For references with `optional: true`, imagePullSecrets, the ServiceAccount `default`, what Kubernetes and service meshes put into every namespace (`kube-root-ca.crt`, `istio-ca-root-cert`, ...), and what a custom resource or an annotation of the namespace names (ExternalSecret, Certificate, Bundle), or a role does; for Secrets that a program is told by name. A warning for Secrets, which rightly are not among manifests, in kube-system, and for files that show a workload without namespace and nothing of the kind.',
  source: 'https://kubernetes.io/docs/concepts/configuration/configmap/#optional-configmaps',
  check: findReferences,
};

const EVERYWHERE = new Set([
  'default',
  'istio-ca-root-cert',
  'kube-root-ca.crt',
  'linkerd-identity-trust-roots',
  'openshift-service-ca.crt',
]);

const EFFECTS = {
  ConfigMap: 'its pods never start',
  Secret: 'its pods never start unless somebody else makes it',
  ServiceAccount: 'no pod of it is made',
};

function* findReferences(input: RuleInput): Generator<Problem> {
  const { store } = input.model;
  const made = input.shared(madeNames);
  const names = input.shared(namesByKind);
  for (const workload of input.shared(writtenWorkloads)) {
    const { namespace } = workload;
    const told = new Set<string>();
    for (const reference of referencesOf(workload)) {
      const { kind, name, optional } = reference;
      if (optional || EVERYWHERE.has(name) || isOwnPart(reference)) continue;
      const found = store.get('', kind, namespace, name);
      const missing = found ? missingKey(found, reference) : '';
      if (missing === undefined || told.has(`${kind} ${name} ${missing}`)) continue;
      if (!found && made.has(namespace, name)) continue;
      if (kind === 'Secret' && made.isTold(namespace, name)) continue;
      told.add(`${kind} ${name} ${missing}`);
      const others = names.get(`${kind} ${namespace}`) ?? [];
      const problem = explain(workload, reference, found, missing, others);
      const isMild = kind === 'Secret' || namespace === 'kube-system';
      yield isMild || (!found && isFragment(workload, others, input))
        ? { ...problem, severity: 'warning' }
        : problem;
    }
  }
}

/** Names that only a cluster completes. */
function isOwnPart({ name }: Reference): boolean {
  return /[^\w.-]/.test(name);
}

/** A key that is not there. Of a Secret without any, somebody else writes the values. */
function missingKey({ object: held }: StoredObject, { keys }: Reference): string | undefined {
  const entries = ['data', 'binaryData', 'stringData'].flatMap((field) =>
    Object.keys(object(held, field) ?? {}),
  );
  if (entries.length === 0 && text(held, 'kind') === 'Secret') return undefined;
  return keys.find((key) => !entries.includes(key));
}

/** Files that show nothing of the kind, for a workload without namespace, are a part of something. */
function isFragment({ stored }: Workload, others: readonly string[], input: RuleInput): boolean {
  const written = text(object(stored.written, 'metadata'), 'namespace');
  return !input.complete && others.length === 0 && written === '';
}

function explain(
  { stored, namespace, kind: owner, name: ownerName }: Workload,
  { kind, name, field }: Reference,
  found: StoredObject | undefined,
  key: string,
  others: readonly string[],
): Problem {
  const what = found
    ? `key ${key} of ${kind} ${name}, which has no such key`
    : `${kind} ${name}, which is not in namespace ${namespace}`;
  const near = found
    ? nearestName(key, Object.keys(object(found.object, 'data') ?? {}))
    : nearestName(name, others);
  return {
    on: stored,
    field: found ? field.replace(/name$/, 'key') : field,
    message: `${owner} ${ownerName} needs ${what}: ${EFFECTS[kind]}`,
    ...(found && { related: [{ on: found, field: 'data', message: `has no key ${key}` }] }),
    ...(near !== undefined && {
      fix: `is ${near} meant? Correct the name, or add what is missing`,
    }),
  };
}

function namesByKind({ model }: RuleInput): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const kind of ['ConfigMap', 'Secret', 'ServiceAccount']) {
    for (const { namespace, name } of model.store.list('', kind)) {
      const key = `${kind} ${namespace}`;
      const known = names.get(key);
      if (known) known.push(name);
      else names.set(key, [name]);
    }
  }
  return names;
}
