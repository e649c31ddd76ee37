import type { JsonObject } from 'kustomize-ts';
import { object, text } from '../field/read.ts';
import { goKind } from '../schema/types.ts';
import { selectorMatches } from '../validate/common/label-selector.ts';
import { groupVersion, labelsOf } from './attributes.ts';
import type { Policy } from './policy.ts';

/** The parameters of a binding, or the text about why there are none. Undefined stands for "no parameter". */
export type Params = readonly (JsonObject | undefined)[] | { readonly problem: string };

/**
 * Finds the objects that a binding's paramRef means; each is evaluated on its own.
 * Source: CollectParams in k8s.io/apiserver pkg/admission/plugin/policy/generic/policy_dispatcher.go.
 */
export function collectParams(
  policy: Policy,
  paramRef: JsonObject | undefined,
  requestNamespace: string,
  given: readonly JsonObject[],
): Params {
  const { paramKind } = policy;
  if (paramKind === undefined || paramRef === undefined) return [undefined];
  const scope = paramScope(paramKind, paramRef, requestNamespace, given);
  if (typeof scope === 'object') return scope;
  const candidates = given.filter(
    (candidate) =>
      text(candidate, 'apiVersion') === paramKind.apiVersion &&
      text(candidate, 'kind') === paramKind.kind &&
      (scope === undefined || text(object(candidate, 'metadata'), 'namespace') === scope),
  );
  const name = text(paramRef, 'name');
  const selector = object(paramRef, 'selector');
  if (name === '' && selector === undefined)
    return { problem: 'one of name or selector must be provided' };
  const found = candidates.filter((candidate) =>
    name === ''
      ? selectorMatches(selector, labelsOf(candidate))
      : text(object(candidate, 'metadata'), 'name') === name,
  );
  if (found.length === 0 && text(paramRef, 'parameterNotFoundAction') === 'Deny') {
    return { problem: 'no params found for policy binding with `Deny` parameterNotFoundAction' };
  }
  return found;
}

/** The namespace to look in, undefined for parameters of the whole cluster. */
function paramScope(
  paramKind: NonNullable<Policy['paramKind']>,
  paramRef: JsonObject,
  requestNamespace: string,
  given: readonly JsonObject[],
): string | undefined | { readonly problem: string } {
  const namespace = text(paramRef, 'namespace');
  if (isNamespacedKind(paramKind, given) === false) {
    if (namespace === '') return undefined;
    return { problem: 'paramRef.namespace must not be provided for a cluster-scoped `paramKind`' };
  }
  if (namespace !== '') return namespace;
  if (requestNamespace !== '') return requestNamespace;
  return {
    problem:
      'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources',
  };
}

/**
 * What is wrong with the policy itself: the API server does not know its paramKind.
 * Source: ensureParamsForPolicyLocked in k8s.io/apiserver pkg/admission/plugin/policy/generic/policy_source.go.
 */
export function configurationProblem(
  { paramKind }: Policy,
  given: readonly JsonObject[],
): string | undefined {
  if (paramKind === undefined || isNamespacedKind(paramKind, given) !== undefined) return undefined;
  const { group, version } = groupVersion(paramKind.apiVersion);
  return `failed to find resource referenced by paramKind: '${group}/${version}, Kind=${paramKind.kind}'`;
}

/** Undefined for a kind that neither Kubernetes nor a given CustomResourceDefinition knows. */
function isNamespacedKind(
  paramKind: NonNullable<Policy['paramKind']>,
  given: readonly JsonObject[],
): boolean | undefined {
  const known = goKind(paramKind.apiVersion, paramKind.kind);
  if (known) return known.namespaced;
  const { group } = groupVersion(paramKind.apiVersion);
  const definition = given.find((candidate) => {
    const spec = object(candidate, 'spec');
    return (
      text(candidate, 'kind') === 'CustomResourceDefinition' &&
      text(spec, 'group') === group &&
      text(object(spec, 'names'), 'kind') === paramKind.kind
    );
  });
  if (definition) return text(object(definition, 'spec'), 'scope') === 'Namespaced';
  const example = given.find(
    (candidate) =>
      text(candidate, 'apiVersion') === paramKind.apiVersion &&
      text(candidate, 'kind') === paramKind.kind,
  );
  return example && text(object(example, 'metadata'), 'namespace') !== '';
}
