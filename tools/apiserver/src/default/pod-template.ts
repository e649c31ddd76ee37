import type { JsonObject } from 'kustomize-ts';
import { object } from '../field/read.ts';
import { dropInitContainerAnnotations } from './pod.ts';
import { defaultPodSpec } from './pod-spec.ts';
import { structField } from './struct-field.ts';

/** The defaults of the template in `owner.template`. */
export function defaultPodTemplate(owner: JsonObject): void {
  const template = structField(owner, 'template');
  defaultPodSpec(structField(template, 'spec'));
  dropInitContainerAnnotations(object(template, 'metadata'));
}
