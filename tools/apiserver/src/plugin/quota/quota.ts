import type { JsonObject } from 'kustomize-ts';
import type { DecodedObject } from '../../decode/decode.ts';
import { decodeGoValue } from '../../decode/go-value.ts';
import { toInput } from '../../decode/input.ts';
import { defaultPod } from '../../default/pod.ts';
import { existingOf, nameOf } from '../existing.ts';
import { isObject, object, text } from '../../field/read.ts';
import type { Cluster, Refusal } from '../../kind.ts';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
} from '../../validate/pod-spec/quantity.ts';
import { missingAmounts } from './pod.ts';
import { matchesScopes } from './scopes.ts';
import { isMeasured, usageOf, type Usage } from './usage.ts';

/** A quota that an object counts against: what it allows, as far as it concerns the object's resource. */
interface Quota {
  readonly quota: JsonObject;
  readonly hard: Usage;
}

/**
 * Why the quotas of a namespace take no further object: it names no amount that they want to count, or they would be
 * exceeded. What is used is counted from what the cluster holds. Source: CheckRequest in
 * apiserver/pkg/admission/plugin/resourcequota/controller.go; ResourceClaims are not measured.
 */
export function quotaRefusal(decoded: DecodedObject, cluster: Cluster): Refusal | undefined {
  const { apiVersion, kind, go, object: target } = decoded;
  if (!go.namespaced || cluster.existing === undefined) return undefined;
  const namespace = text(object(target, 'metadata'), 'namespace');
  const group = groupOf(apiVersion);
  const resource = group === '' ? go.resource : `${go.resource}.${group}`;
  const refuse = (reason: string): Refusal => {
    const message = `${resource} "${nameOf(target)}" is forbidden: ${reason}`;
    return { reason: 'Forbidden', code: 403, message };
  };
  const quotas = existingOf(cluster, 'ResourceQuota', namespace)
    .map((quota) => ({ quota, hard: hardOf(quota, resource) }))
    .filter(({ quota, hard }) => hard.size > 0 && matchesScopes(quota, resource, target));
  for (const { quota, hard } of quotas) {
    const missing = resource === 'pods' ? missingAmounts(target, [...hard.keys()]) : undefined;
    if (missing !== undefined) return refuse(`failed quota: ${nameOf(quota)}: ${missing}`);
  }
  if (quotas.length === 0) return undefined;
  const present = existingOf(cluster, kind, namespace)
    .filter((other) => groupOf(text(other, 'apiVersion')) === group)
    .flatMap((other) => stored(other, decoded));
  const requested = usageOf(resource, target);
  for (const own of quotas) {
    const used = usedOf(own.quota, resource, present);
    const exceeded = exceededBy(own, requested, used);
    if (exceeded !== undefined) return refuse(exceeded);
  }
  return undefined;
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** An object as the cluster holds it, as far as amounts are concerned. */
function stored(other: JsonObject, { go, kind }: DecodedObject): readonly JsonObject[] {
  if (go.custom !== undefined) return [other];
  const { value } = decodeGoValue(toInput(other), go.type);
  if (!isObject(value)) return [];
  if (kind === 'Pod') defaultPod(value);
  return [value];
}

function hardOf(quota: JsonObject, resource: string): Usage {
  const hard = object(object(quota, 'spec'), 'hard') ?? {};
  const entries = Object.entries(hard).filter(([name]) => isMeasured(resource, name));
  return new Map(entries.map(([name, amount]) => [name, canonicalQuantity(amount)] as const));
}

function usedOf(quota: JsonObject, resource: string, present: readonly JsonObject[]): Usage {
  const used = new Map<string, string>();
  for (const other of present) {
    if (!matchesScopes(quota, resource, other)) continue;
    for (const [name, amount] of usageOf(resource, other)) {
      used.set(name, addQuantities(used.get(name) ?? '0', amount));
    }
  }
  return used;
}

function exceededBy({ quota, hard }: Quota, requested: Usage, used: Usage): string | undefined {
  const exceeded = [...hard.keys()]
    .filter((name) => {
      const amount = requested.get(name) ?? '0';
      if (compareQuantities(amount, '0') === 0) return false;
      const total = addQuantities(used.get(name) ?? '0', amount);
      return compareQuantities(total, hard.get(name) ?? '0') > 0;
    })
    .toSorted();
  if (exceeded.length === 0) return undefined;
  const list = (amounts: Usage): string =>
    exceeded.map((name) => `${name}=${amounts.get(name) ?? '0'}`).join(',');
  return `exceeded quota: ${nameOf(quota)}, requested: ${list(requested)}, used: ${list(used)}, limited: ${list(hard)}`;
}
