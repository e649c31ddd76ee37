import type { JsonObject } from 'kustomize-ts';
import { object, objects, text, texts } from '../field/read.ts';
import { selectorMatches } from '../validate/common/label-selector.ts';
import type { Attributes, GroupVersionKind, GroupVersionResource } from './attributes.ts';
import { isNamespaceRequest, labelsOf } from './attributes.ts';
import { equivalentResources } from './equivalent-resources.ts';

/** The resource and kind under which a request matches: its own, or an equivalent version. */
export interface Match {
  readonly resource: GroupVersionResource;
  readonly kind: GroupVersionKind;
}

/**
 * Whether match constraints (or the matchResources of a binding) take a request. Absent ones take everything.
 * Source: k8s.io/apiserver pkg/admission/plugin/policy/matching/matching.go.
 */
export function matchRequest(
  criteria: JsonObject | undefined,
  request: Attributes,
  namespaceLabels: ReadonlyMap<string, string>,
): Match | undefined {
  const own: Match = { resource: request.resource, kind: request.kind };
  if (criteria === undefined) return own;
  if (!matchesNamespace(criteria, request, namespaceLabels) || !matchesObject(criteria, request))
    return undefined;
  const isExact = text(criteria, 'matchPolicy') === 'Exact';
  if (matchRules(objects(criteria, 'excludeResourceRules'), request, isExact)) return undefined;
  const rules = objects(criteria, 'resourceRules');
  return rules.length === 0 ? own : matchRules(rules, request, isExact);
}

function matchesNamespace(
  criteria: JsonObject,
  request: Attributes,
  namespaceLabels: ReadonlyMap<string, string>,
): boolean {
  const selector = object(criteria, 'namespaceSelector');
  if (isEmptySelector(selector)) return true;
  if (isNamespaceRequest(request)) {
    return selectorMatches(selector, labelsOf(request.object ?? request.oldObject));
  }
  return request.namespace === '' || selectorMatches(selector, namespaceLabels);
}

function matchesObject(criteria: JsonObject, request: Attributes): boolean {
  const selector = object(criteria, 'objectSelector');
  if (isEmptySelector(selector)) return true;
  return [request.object, request.oldObject].some(
    (target) => target !== undefined && selectorMatches(selector, labelsOf(target)),
  );
}

function isEmptySelector(selector: JsonObject | undefined): boolean {
  return (
    selector === undefined ||
    (Object.keys(object(selector, 'matchLabels') ?? {}).length === 0 &&
      objects(selector, 'matchExpressions').length === 0)
  );
}

function matchRules(
  rules: readonly JsonObject[],
  request: Attributes,
  isExact: boolean,
): Match | undefined {
  const own: Match = { resource: request.resource, kind: request.kind };
  if (rules.some((rule) => matchesRule(rule, request, request.resource))) return own;
  if (isExact) return undefined;
  for (const rule of rules) {
    const found = equivalentResources(request.resource).find(({ resource }) =>
      matchesRule(rule, request, resource),
    );
    if (found) return found;
  }
  return undefined;
}

function matchesRule(
  rule: JsonObject,
  request: Attributes,
  resource: GroupVersionResource,
): boolean {
  const names = texts(rule, 'resourceNames');
  return (
    matchesScope(text(rule, 'scope'), request) &&
    hasOrStar(texts(rule, 'operations'), request.operation) &&
    hasOrStar(texts(rule, 'apiGroups'), resource.group) &&
    hasOrStar(texts(rule, 'apiVersions'), resource.version) &&
    texts(rule, 'resources').some((pattern) =>
      matchesResource(pattern, resource.resource, request.subresource),
    ) &&
    (names.length === 0 || names.includes(request.name))
  );
}

function hasOrStar(items: readonly string[], wanted: string): boolean {
  return items.includes('*') || items.includes(wanted);
}

function matchesResource(pattern: string, resource: string, subresource: string): boolean {
  const slash = pattern.indexOf('/');
  const name = slash < 0 ? pattern : pattern.slice(0, slash);
  const sub = slash < 0 ? '' : pattern.slice(slash + 1);
  return (name === '*' || name === resource) && (sub === '*' || sub === subresource);
}

function matchesScope(scope: string, request: Attributes): boolean {
  const isCluster = isNamespaceRequest(request) || request.namespace === '';
  if (scope === 'Namespaced') return !isCluster;
  return scope === 'Cluster' ? isCluster : true;
}
