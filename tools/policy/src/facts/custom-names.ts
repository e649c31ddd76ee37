import type { JsonValue } from 'kustomize-ts';
import type { RuleInput } from '../rule.ts';

const BUILT_IN =
  /^(?:$|admissionregistration\.k8s\.io|apiextensions\.k8s\.io|apps|autoscaling|batch|discovery\.k8s\.io|gateway\.networking\.k8s\.io|monitoring\.coreos\.com|networking\.k8s\.io|policy|rbac\.authorization\.k8s\.io|storage\.k8s\.io)$/;
const LONGEST = 253;
const MOST = 100_000;

/** Every name that custom resources have or hold, in their namespace: what operators make bears one of them. */
export interface CustomNames {
  has(namespace: string, name: string): boolean;
}

/**
 * Reads them: the target of an ExternalSecret, the secretName of a Certificate, the name of a Bundle, ... Annotations of
 * all objects count too (`service.beta.openshift.io/serving-cert-secret-name`).
 */
export function customNames({ model }: RuleInput): CustomNames {
  const known = new Map<string, Set<string>>();
  for (const { group, namespace, annotations, object } of model.store.objects) {
    const names = known.get(namespace) ?? new Set<string>();
    known.set(namespace, names);
    for (const value of annotations.values()) if (value.length <= LONGEST) names.add(value);
    if (!BUILT_IN.test(group)) addTexts(object, names);
  }
  return {
    has: (namespace, name) => [namespace, ''].some((key) => known.get(key)?.has(name) === true),
  };
}

function addTexts(root: JsonValue, names: Set<string>): void {
  const left: JsonValue[] = [root];
  for (let steps = 0; left.length > 0 && steps < MOST; steps++) {
    const value = left.pop();
    if (typeof value === 'string' && value.length <= LONGEST) names.add(value);
    if (typeof value === 'object' && value !== null) {
      for (const item of Object.values(value)) left.push(item);
    }
  }
}
