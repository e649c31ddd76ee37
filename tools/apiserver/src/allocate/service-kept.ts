import type { JsonObject } from 'kustomize-ts';
import { integer, objects, text, texts } from '../field/read.ts';
import {
  allocatesNodePorts,
  needsClusterIP,
  needsHealthCheck,
  nodePorts,
  sameTexts,
} from '../validate/common/service-type.ts';

// Source: pkg/registry/core/service/storage/storage.go.

/** What was handed out before is kept where the new object does not say (patchAllocatedValues). */
export function keepAllocated(spec: JsonObject, old: JsonObject): void {
  if (needsClusterIP(old) && needsClusterIP(spec)) {
    if (text(spec, 'clusterIP') === '') setText(spec, 'clusterIP', text(old, 'clusterIP'));
    if (texts(spec, 'clusterIPs').length === 0) setTexts(spec, texts(old, 'clusterIPs'));
  }
  if (allocatesNodePorts(old) && allocatesNodePorts(spec)) keepNodePorts(spec, old);
  const health = integer(old, 'healthCheckNodePort');
  if (needsHealthCheck(old) && needsHealthCheck(spec) && health !== 0) {
    if (integer(spec, 'healthCheckNodePort') === 0) spec['healthCheckNodePort'] = health;
  }
}

function keepNodePorts(spec: JsonObject, old: JsonObject): void {
  const stillNamed = new Set(nodePorts(spec));
  const byName = new Map<string, number>();
  for (const port of objects(old, 'ports'))
    byName.set(text(port, 'name'), integer(port, 'nodePort'));
  for (const port of objects(spec, 'ports')) {
    const kept = byName.get(text(port, 'name')) ?? 0;
    if (integer(port, 'nodePort') === 0 && kept !== 0 && !stillNamed.has(kept)) {
      port['nodePort'] = kept;
    }
  }
}

/** Brings `clusterIPs` in line with `clusterIP`, which older clients set alone (normalizeClusterIPs). */
export function normalizeClusterIPs(spec: JsonObject, old: JsonObject | undefined): void {
  const single = text(spec, 'clusterIP');
  const plural = texts(spec, 'clusterIPs');
  if (old === undefined) {
    if (single !== '' && plural.length === 0) setTexts(spec, [single]);
    return;
  }
  const oldSingle = text(old, 'clusterIP');
  const oldPlural = texts(old, 'clusterIPs');
  if (single === oldSingle) {
    if (oldPlural.length > 0 && plural.length === 0) setTexts(spec, oldPlural);
    return;
  }
  if (sameTexts(plural, oldPlural)) setTexts(spec, single === '' ? [] : [single]);
}

function setText(spec: JsonObject, key: string, value: string): void {
  if (value !== '') spec[key] = value;
}

function setTexts(spec: JsonObject, addresses: readonly string[]): void {
  if (addresses.length === 0) delete spec['clusterIPs'];
  else spec['clusterIPs'] = [...addresses];
}
