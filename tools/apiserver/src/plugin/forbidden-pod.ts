import type { JsonObject } from 'kustomize-ts';
import type { Refusal } from '../kind.ts';
import { nameOf } from './existing.ts';

/** The refusal of a Pod by an admission plugin. */
export function forbiddenPod(pod: JsonObject, why: string): Refusal {
  const message = `pods "${nameOf(pod)}" is forbidden: ${why}`;
  return { reason: 'Forbidden', code: 403, message };
}
