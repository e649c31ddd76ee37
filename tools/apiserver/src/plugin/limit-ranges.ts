import type { JsonObject } from 'kustomize-ts';
import { structField } from '../default/struct-field.ts';
import { object, objects, text } from '../field/read.ts';
import type { Cluster } from '../kind.ts';
import { limitRangesOf, type Amounts } from './limit-range-items.ts';

// Source: plugin/pkg/admission/limitranger/admission.go, PodMutateLimitFunc.

const ANNOTATION = 'kubernetes.io/limit-ranger';

/** Gives containers the requests and limits that the namespace has for those without. */
export function applyLimitRanges(pod: JsonObject, cluster: Cluster): void {
  const notes: string[] = [];
  for (const items of limitRangesOf(pod, cluster)) {
    const own = items.filter((item) => item.type === 'Container');
    const limits = new Map(own.flatMap((item) => [...item.default]));
    const requests = new Map(own.flatMap((item) => [...item.defaultRequest]));
    for (const [list, noun] of [
      ['containers', 'container'],
      ['initContainers', 'init container'],
    ] as const) {
      for (const container of objects(object(pod, 'spec'), list)) {
        const name = `${noun} ${text(container, 'name')}`;
        const setLimits = fill(container, 'limits', limits);
        const setRequests = fill(container, 'requests', requests);
        if (setRequests !== '') notes.push(`${setRequests} request for ${name}`);
        if (setLimits !== '') notes.push(`${setLimits} limit for ${name}`);
      }
    }
  }
  if (notes.length === 0) return;
  const annotations = structField(structField(pod, 'metadata'), 'annotations');
  annotations[ANNOTATION] = `LimitRanger plugin set: ${notes.join('; ')}`;
}

function fill(container: JsonObject, field: string, amounts: Amounts): string {
  if (amounts.size === 0) return '';
  const list = structField(structField(container, 'resources'), field);
  const missing = [...amounts].filter(([name]) => list[name] === undefined);
  for (const [name, amount] of missing) list[name] = amount;
  return missing
    .map(([name]) => name)
    .toSorted()
    .join(', ');
}
