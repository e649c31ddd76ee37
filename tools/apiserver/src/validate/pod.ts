import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import { forbidden, type FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { object, objects, text } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import { validatePodAnnotations } from './pod-spec/annotations.ts';
import { validateImageSpace } from './pod-spec/containers.ts';
import { validatePodSpec } from './pod-spec/pod-spec.ts';
import { validateProfilesMatch } from './pod-spec/profiles.ts';
import { nameIsSubdomain, validateMetadata } from './metadata.ts';

const SPEC = root.child('spec');

/** A new Pod (ValidatePodCreate). */
export function validatePod(pod: JsonObject): FieldError[] {
  const spec = specOf(pod);
  const errors = [...validateMetadata(pod, true, nameIsSubdomain), ...validatePodBody(pod)];
  if (objects(spec, 'ephemeralContainers').length > 0) {
    errors.push(forbidden(SPEC.child('ephemeralContainers'), 'cannot be set on create'));
  }
  if (text(spec, 'nodeName') !== '' && objects(spec, 'schedulingGates').length > 0) {
    const detail = 'cannot be set until all schedulingGates have been cleared';
    errors.push(forbidden(SPEC.child('nodeName'), detail));
  }
  return [...errors, ...validateProfilesMatch(object(pod, 'metadata'), spec, SPEC)];
}

/** What holds for new and changed Pods alike, but for metadata (validatePodMetadataAndSpec). */
export function validatePodBody(pod: JsonObject): FieldError[] {
  const spec = specOf(pod);
  const metadata = object(pod, 'metadata') ?? {};
  const errors = [
    ...validatePodAnnotations(metadata, spec, root.child('metadata', 'annotations')),
    ...validatePodSpec(spec, { path: SPEC, pod: metadata }),
    ...validateTokenSources(spec),
  ];
  for (const list of ['containers', 'initContainers']) {
    for (const [index, container] of objects(spec, list).entries()) {
      append(errors, validateImageSpace(container, SPEC.child(list).index(index)));
    }
  }
  return errors;
}

/** Only mirror Pods have no service account, and they can have no token of one. */
function validateTokenSources(spec: JsonObject): FieldError[] {
  if (text(spec, 'serviceAccountName') !== '') return [];
  const errors: FieldError[] = [];
  for (const [index, volume] of objects(spec, 'volumes').entries()) {
    for (const [position, source] of objects(object(volume, 'projected'), 'sources').entries()) {
      if (!object(source, 'serviceAccountToken')) continue;
      const sources = SPEC.child('volumes').index(index).child('projected', 'sources');
      const path = sources.index(position).child('serviceAccountToken');
      errors.push(forbidden(path, 'must not be specified when serviceAccountName is not set'));
    }
  }
  return errors;
}
