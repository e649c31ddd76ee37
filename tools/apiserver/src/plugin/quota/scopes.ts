import type { JsonObject } from 'kustomize-ts';
import { object, objects, optionalInteger, text, texts } from '../../field/read.ts';
import { qosClass } from '../../admission/view.ts';

/** What a quota says of the objects that it counts. */
interface Scope {
  readonly name: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/**
 * Whether a quota counts an object, by its scopes: Pods have several, claims one, other objects none.
 * Source: pkg/quota/v1/evaluator/core.
 */
export function matchesScopes(quota: JsonObject, resource: string, target: JsonObject): boolean {
  return scopesOf(object(quota, 'spec')).every((scope) => {
    if (resource === 'pods') return matchesPod(scope, target);
    return resource === 'persistentvolumeclaims' && matchesClaim(scope, target);
  });
}

function scopesOf(spec: JsonObject | undefined): readonly Scope[] {
  return [
    ...texts(spec, 'scopes').map((name) => ({ name, operator: 'Exists', values: [] })),
    ...objects(object(spec, 'scopeSelector'), 'matchExpressions').map((own) => ({
      name: text(own, 'scopeName'),
      operator: text(own, 'operator'),
      values: texts(own, 'values'),
    })),
  ];
}

function matchesPod(scope: Scope, pod: JsonObject): boolean {
  const spec = object(pod, 'spec');
  const isTerminating = (optionalInteger(spec, 'activeDeadlineSeconds') ?? -1) >= 0;
  switch (scope.name) {
    case 'Terminating':
      return isTerminating;
    case 'NotTerminating':
      return !isTerminating;
    case 'BestEffort':
      return qosClass(pod) === 'BestEffort';
    case 'NotBestEffort':
      return qosClass(pod) !== 'BestEffort';
    case 'PriorityClass': {
      const name = text(spec, 'priorityClassName');
      return matchesNames(scope, name === '' ? [] : [name]);
    }
    case 'CrossNamespacePodAffinity':
      return affinityTerms(object(spec, 'affinity')).some(
        (term) =>
          texts(term, 'namespaces').length > 0 || object(term, 'namespaceSelector') !== undefined,
      );
    default:
      return false;
  }
}

function affinityTerms(affinity: JsonObject | undefined): readonly JsonObject[] {
  return ['podAffinity', 'podAntiAffinity'].flatMap((key) => {
    const own = object(affinity, key);
    const preferred = objects(own, 'preferredDuringSchedulingIgnoredDuringExecution');
    return [
      ...objects(own, 'requiredDuringSchedulingIgnoredDuringExecution'),
      ...preferred.map((term) => object(term, 'podAffinityTerm') ?? {}),
    ];
  });
}

function matchesClaim(scope: Scope, claim: JsonObject): boolean {
  const name = text(object(claim, 'spec'), 'volumeAttributesClassName');
  return scope.name === 'VolumeAttributesClass' && matchesNames(scope, name === '' ? [] : [name]);
}

/** Source: ScopedResourceSelectorRequirementsAsSelector in pkg/apis/core/v1/helper. */
function matchesNames({ operator, values }: Scope, names: readonly string[]): boolean {
  switch (operator) {
    case 'Exists':
      return names.length > 0;
    case 'DoesNotExist':
      return names.length === 0;
    case 'In':
      return names.some((name) => values.includes(name));
    case 'NotIn':
      return !names.some((name) => values.includes(name));
    default:
      return false;
  }
}
