import type { JsonObject } from 'kustomize-ts';
import { object, text } from '../field/read.ts';
import { hasGeneratedName } from '../generated-name.ts';
import type { Refusal } from '../kind.ts';
import { nameOf } from './existing.ts';

/** The refusal of a Pod by a validating admission plugin. */
export function forbiddenPod(pod: JsonObject, why: string): Refusal {
  return forbidden(nameOf(pod), why);
}

/** The refusal of a Pod by a mutating admission plugin, which comes before its name is generated. */
export function forbiddenNewPod(pod: JsonObject, why: string): Refusal {
  const metadata = object(pod, 'metadata');
  const name = hasGeneratedName(metadata) ? text(metadata, 'generateName') : nameOf(pod);
  return forbidden(name === '' ? 'Unknown' : name, why);
}

function forbidden(name: string, why: string): Refusal {
  return { reason: 'Forbidden', code: 403, message: `pods "${name}" is forbidden: ${why}` };
}
