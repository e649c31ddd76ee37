import type { JsonObject } from 'kustomize-ts';
import { object, objects, optionalText, texts } from '../field/read.ts';
import { dropDisabledPodFields } from './drop-disabled.ts';

// Source: pkg/registry/core/pod/strategy.go, PrepareForCreate.

const AFFINITIES = ['podAffinity', 'podAntiAffinity'];

/** What the registry changes in a new Pod: label keys become part of the selectors they belong to. */
export function preparePod(pod: JsonObject): void {
  const spec = object(pod, 'spec');
  dropDisabledPodFields(spec);
  const labels = object(object(pod, 'metadata'), 'labels');
  for (const name of AFFINITIES) {
    const affinity = object(object(spec, 'affinity'), name);
    for (const weighted of objects(affinity, 'preferredDuringSchedulingIgnoredDuringExecution')) {
      applyLabelKeys(object(weighted, 'podAffinityTerm'), labels);
    }
    for (const term of objects(affinity, 'requiredDuringSchedulingIgnoredDuringExecution')) {
      applyLabelKeys(term, labels);
    }
  }
  for (const constraint of objects(spec, 'topologySpreadConstraints')) {
    applyLabelKeys(constraint, labels);
  }
}

function applyLabelKeys(term: JsonObject | undefined, labels: JsonObject | undefined): void {
  const selector = object(term, 'labelSelector');
  if (!selector) return;
  const expressions = [...objects(selector, 'matchExpressions')];
  const count = expressions.length;
  for (const [field, operator] of [
    ['matchLabelKeys', 'In'],
    ['mismatchLabelKeys', 'NotIn'],
  ] as const) {
    for (const key of texts(term, field)) {
      const value = optionalText(labels, key);
      if (value !== undefined) expressions.push({ key, operator, values: [value] });
    }
  }
  if (expressions.length > count) selector['matchExpressions'] = expressions;
}
