import type { JsonObject } from 'kustomize-ts';
import { isObject, object, objects, optionalInteger, text } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import type { GroupVersionKind, GroupVersionResource } from './attributes.ts';
import type { Match } from './match.ts';

/** Resources that the API server of 1.36 serves in more than one version or group, by their plural. */
const served: ReadonlyMap<string, readonly Match[]> = new Map([
  ['horizontalpodautoscalers', [autoscaler('autoscaling', 'v1'), autoscaler('autoscaling', 'v2')]],
  ['events', [event(''), event('events.k8s.io')]],
]);

function autoscaler(group: string, version: string): Match {
  const kind = 'HorizontalPodAutoscaler';
  return {
    resource: { group, version, resource: 'horizontalpodautoscalers' },
    kind: { group, version, kind },
  };
}

function event(group: string): Match {
  return {
    resource: { group, version: 'v1', resource: 'events' },
    kind: { group, version: 'v1', kind: 'Event' },
  };
}

/** The other groups and versions under which a policy may name a resource. */
export function equivalentResources(resource: GroupVersionResource): readonly Match[] {
  const all = served.get(resource.resource) ?? [];
  if (!all.some((match) => isSame(match.resource, resource))) return [];
  return all.filter((match) => !isSame(match.resource, resource));
}

function isSame(left: GroupVersionResource, right: GroupVersionResource): boolean {
  return left.group === right.group && left.version === right.version;
}

/** The object in the version of a match. Only autoscalers differ between versions. */
export function convertObject(
  target: JsonObject | undefined,
  kind: GroupVersionKind,
): JsonObject | undefined {
  const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
  if (target === undefined || text(target, 'apiVersion') === apiVersion) return target;
  if (kind.kind !== 'HorizontalPodAutoscaler') return { ...target, apiVersion };
  return { ...target, apiVersion, spec: kind.version === 'v1' ? toV1(target) : toV2(target) };
}

/** Source: pkg/apis/autoscaling/v1/conversion.go; the annotations that keep the rest are left out. */
function toV1(target: JsonObject): JsonObject {
  const { metrics: _metrics, behavior: _behavior, ...spec } = specOf(target);
  for (const metric of objects(object(target, 'spec'), 'metrics')) {
    const resource = object(metric, 'resource');
    const average = optionalInteger(object(resource, 'target'), 'averageUtilization');
    if (text(resource, 'name') === 'cpu' && average !== undefined) {
      return { ...spec, targetCPUUtilizationPercentage: average };
    }
  }
  return spec;
}

function toV2(target: JsonObject): JsonObject {
  const { targetCPUUtilizationPercentage: average, ...spec } = specOf(target);
  if (average === undefined || isObject(average)) return spec;
  const resource = { name: 'cpu', target: { type: 'Utilization', averageUtilization: average } };
  return { ...spec, metrics: [{ type: 'Resource', resource }] };
}
