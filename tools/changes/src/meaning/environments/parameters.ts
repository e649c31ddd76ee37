import { object, objects, texts } from '@fingerpost/apiserver';
import type { DiscoveryModel, StoredObject } from '@fingerpost/discovery';

/**
 * Whether an admission policy with parameters may judge objects of some kinds. Its parameters are objects of any namespace,
 * which a part of an environment may not have.
 */
export function areJudgedByParameters(
  { store }: DiscoveryModel,
  kinds: ReadonlySet<string>,
): boolean {
  const plurals = new Set(Array.from(kinds, (kind) => `${kind.toLowerCase()}s`));
  return store
    .list('admissionregistration.k8s.io', 'ValidatingAdmissionPolicy')
    .some((policy) => hasParameters(policy) && mayJudge(policy, plurals));
}

function hasParameters({ object: policy }: StoredObject): boolean {
  return object(object(policy, 'spec'), 'paramKind') !== undefined;
}

function mayJudge({ object: policy }: StoredObject, plurals: ReadonlySet<string>): boolean {
  const constraints = object(object(policy, 'spec'), 'matchConstraints');
  return objects(constraints, 'resourceRules')
    .flatMap((rule) => texts(rule, 'resources'))
    .some((resource) => resource.includes('*') || plurals.has(resource.toLowerCase()));
}
