import type { JsonObject } from 'kustomize-ts';
import { object, text } from '../field/read.ts';
import { sameObject } from '../field/same-value.ts';
import { dropDisabledTemplateFields } from './drop-disabled.ts';
import { structField } from './struct-field.ts';

// Source: pkg/registry/apps/daemonset/strategy.go; pkg/apis/apps/v1/conversion.go prints the field as an annotation.

const GENERATION = 'deprecated.daemonset.template.generation';

/** Begins to count the changes of the template of a new DaemonSet. */
export function prepareDaemonSet(daemonSet: JsonObject): void {
  dropDisabledTemplateFields(daemonSet);
  setGeneration(daemonSet, Math.max(generationOf(daemonSet), 1));
  // Both are plain numbers in the server's own type.
  const strategy = object(object(daemonSet, 'spec'), 'updateStrategy');
  const rolling = object(strategy, 'rollingUpdate');
  for (const field of rolling ? ['maxUnavailable', 'maxSurge'] : []) {
    if (rolling) rolling[field] ??= 0;
  }
}

/** Counts a change of the template. */
export function prepareDaemonSetUpdate(after: JsonObject, before: JsonObject): void {
  dropDisabledTemplateFields(after);
  const same = sameObject(templateOf(after), templateOf(before));
  setGeneration(after, generationOf(before) + (same ? 0 : 1));
}

function templateOf(daemonSet: JsonObject): JsonObject | undefined {
  return object(object(daemonSet, 'spec'), 'template');
}

function generationOf(daemonSet: JsonObject): number {
  const written = text(object(object(daemonSet, 'metadata'), 'annotations'), GENERATION);
  return /^[+-]?[0-9]+$/.test(written) ? Number(written) : 0;
}

function setGeneration(daemonSet: JsonObject, generation: number): void {
  const metadata = structField(daemonSet, 'metadata');
  structField(metadata, 'annotations')[GENERATION] = String(generation);
}
