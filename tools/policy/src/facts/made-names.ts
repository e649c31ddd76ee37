import { object, objects, text, texts } from '@fingerpost/apiserver';
import type { StoredObject } from '@fingerpost/discovery';
import type { JsonObject, JsonValue } from 'kustomize-ts';
import type { RuleInput } from '../rule.ts';

const ROLE = 'rbac.authorization.k8s.io';
const BUILT_IN =
  /^(?:$|admissionregistration\.k8s\.io|apiextensions\.k8s\.io|apps|autoscaling|batch|discovery\.k8s\.io|gateway\.networking\.k8s\.io|monitoring\.coreos\.com|networking\.k8s\.io|policy|rbac\.authorization\.k8s\.io|storage\.k8s\.io)$/;
/** Annotations that ask for a Secret or ConfigMap. */
const MAKES = /secret|config-?map|cert|bundle/i;
const LONGEST = 253;
const MOST = 100_000;

/** Names of a namespace that operators and programs may make something by, which no manifest shows. */
export interface MadeNames {
  has(namespace: string, name: string): boolean;
  /** A program of the namespace is told the name: it may make what bears it. */
  isTold(namespace: string, name: string): boolean;
}

/**
 * What custom resources are called and hold (the target of an ExternalSecret, the secretName of a Certificate, the name of a
 * Bundle), annotations (`service.beta.openshift.io/serving-cert-secret-name`) and roles.
 */
export function madeNames({ model }: RuleInput): MadeNames {
  const known = new Map<string, Set<string>>();
  for (const stored of model.store.objects) {
    const { group, annotations, object: held } = stored;
    const place = placeOf(stored);
    const names = known.get(place) ?? new Set<string>();
    known.set(place, names);
    for (const [key, value] of annotations) if (MAKES.test(key)) names.add(value);
    if (!BUILT_IN.test(group)) addTexts(held, names);
    if (group !== ROLE) continue;
    for (const rule of objects(held, 'rules')) {
      for (const name of texts(rule, 'resourceNames')) names.add(name);
    }
  }
  const told = new Set(
    model.workloads.flatMap(({ namespace, spec }) =>
      toldNames(spec).map((name) => `${namespace}/${name}`),
    ),
  );
  return {
    has: (namespace, name) => [namespace, ''].some((key) => known.get(key)?.has(name) === true),
    isTold: (namespace, name) => told.has(`${namespace}/${name}`),
  };
}

/** The namespace that an object makes something in; '' for any: a custom resource without one may be of the whole cluster. */
function placeOf({ group, namespace, written }: StoredObject): string {
  if (BUILT_IN.test(group)) return namespace;
  return text(object(written, 'metadata'), 'namespace');
}

/** Names that stand alone in a variable, or after `=` in an argument. */
function toldNames(spec: JsonObject): string[] {
  const containers = [...objects(spec, 'containers'), ...objects(spec, 'initContainers')];
  const told = containers.flatMap((container) => [
    ...texts(container, 'command'),
    ...texts(container, 'args'),
    ...objects(container, 'env').map((variable) => text(variable, 'value')),
  ]);
  return told
    .filter((word) => word.length <= LONGEST)
    .map((word) => word.slice(word.indexOf('=') + 1));
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
