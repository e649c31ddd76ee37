import type { JsonObject } from 'kustomize-ts';
import type { DecodedObject } from '../decode/decode.ts';
import { existingOf, nameOf } from './existing.ts';
import { object, objects, optionalFlag, optionalInteger, text } from '../field/read.ts';
import type { Cluster, Refusal } from '../kind.ts';
import { isCounted } from '../validate/common/resource-names.ts';
import { compareQuantities } from '../validate/pod-spec/quantity.ts';

// Source: apiserver/pkg/admission/plugin/resourcequota/controller.go, pkg/quota/v1/evaluator/core.

/**
 * Why the quotas of a namespace, as far as they count objects, take no further one. Quotas of CPU, memory and storage
 * and those with scopes are not looked at.
 */
export function objectQuotaRefusal(
  { apiVersion, kind, go, object: target }: DecodedObject,
  cluster: Cluster,
): Refusal | undefined {
  if (!go.namespaced || cluster.existing === undefined) return undefined;
  const namespace = text(object(target, 'metadata'), 'namespace');
  const group = groupOf(apiVersion);
  const resource = group === '' ? go.resource : `${go.resource}.${group}`;
  const requested = usage(resource, target);
  const present = existingOf(cluster, kind, namespace)
    .filter((other) => groupOf(text(other, 'apiVersion')) === group)
    .map((other) => usage(resource, other));
  const used = (name: string): number =>
    present.reduce((sum, amounts) => sum + (amounts.get(name) ?? 0), 0);
  for (const quota of existingOf(cluster, 'ResourceQuota', namespace).filter(isWithoutScopes)) {
    const hard = object(object(quota, 'spec'), 'hard') ?? {};
    const exceeded = [...requested.keys()]
      .filter((name) => hard[name] !== undefined)
      .filter((name) => {
        const wanted = used(name) + (requested.get(name) ?? 0);
        return compareQuantities(String(wanted), String(hard[name])) > 0;
      })
      .toSorted();
    if (exceeded.length === 0) continue;
    const list = (amount: (name: string) => unknown): string =>
      exceeded.map((name) => `${name}=${amount(name)}`).join(',');
    const amounts = [
      `requested: ${list((name) => requested.get(name))}`,
      `used: ${list(used)}`,
      `limited: ${list((name) => hard[name])}`,
    ];
    const reason = `exceeded quota: ${nameOf(quota)}, ${amounts.join(', ')}`;
    const message = `${resource} "${nameOf(target)}" is forbidden: ${reason}`;
    return { reason: 'Forbidden', code: 403, message };
  }
  return undefined;
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

function isWithoutScopes(quota: JsonObject): boolean {
  const spec = object(quota, 'spec');
  return spec?.['scopes'] === undefined && spec?.['scopeSelector'] === undefined;
}

/** How much of each counted resource one object takes. */
function usage(resource: string, target: JsonObject): ReadonlyMap<string, number> {
  const counts = new Map([[`count/${resource}`, 1]]);
  // Those of the core group by their name alone, too.
  if (isCounted(resource)) counts.set(resource, 1);
  if (resource !== 'services') return counts;
  const spec = object(target, 'spec');
  const type = text(spec, 'type');
  return counts
    .set('services.loadbalancers', type === 'LoadBalancer' ? 1 : 0)
    .set('services.nodeports', nodePorts(type, spec));
}

function nodePorts(type: string, spec: JsonObject | undefined): number {
  const ports = objects(spec, 'ports');
  if (type === 'NodePort') return ports.length;
  if (type !== 'LoadBalancer') return 0;
  if (optionalFlag(spec, 'allocateLoadBalancerNodePorts') !== false) return ports.length;
  return ports.filter((port) => (optionalInteger(port, 'nodePort') ?? 0) !== 0).length;
}
