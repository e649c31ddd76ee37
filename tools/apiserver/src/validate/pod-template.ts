import type { JsonObject } from 'kustomize-ts';
import { forbidden, invalid, notSupported, type FieldError } from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { object, objects, optionalInteger, text, textMap } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import { selectorMatches, validateLabels } from './common/label-selector.ts';
import { nameIsSubdomain, validateAnnotations, validateMetadata } from './metadata.ts';
import { validatePodAnnotations } from './pod-spec/annotations.ts';
import { validatePodSpec } from './pod-spec/pod-spec.ts';
import { validateProfilesMatch } from './pod-spec/profiles.ts';
import { sortedMap } from './pod-spec/show-selector.ts';

/** A pod template; upstream leaves `metadata` out of the paths of labels and annotations (ValidatePodTemplateSpec). */
export function validatePodTemplate(template: JsonObject, path: Path): FieldError[] {
  const metadata = object(template, 'metadata');
  const spec = specOf(template);
  const specPath = path.child('spec');
  const errors = [
    ...validateLabels(metadata, 'labels', path.child('labels')),
    ...validateAnnotations(metadata, path.child('annotations')),
    ...validatePodAnnotations(metadata, spec, path.child('annotations')),
    ...validatePodSpec(spec, { path: specPath }),
    ...validateProfilesMatch(metadata, spec, specPath),
  ];
  if (objects(spec, 'ephemeralContainers').length > 0) {
    const detail = 'ephemeral containers not allowed in pod template';
    errors.push(forbidden(specPath.child('ephemeralContainers'), detail));
  }
  return errors;
}

/** A PodTemplate object (ValidatePodTemplate). */
export function validatePodTemplateObject(target: JsonObject): FieldError[] {
  return [
    ...validateMetadata(target, true, nameIsSubdomain),
    ...validatePodTemplate(object(target, 'template') ?? {}, root.child('template')),
  ];
}

/** Whether a controller would own the pods that it makes. */
export function validateTemplateMatches(
  template: JsonObject,
  selector: JsonObject | undefined,
  path: Path,
): FieldError[] {
  const metadata = object(template, 'metadata');
  if (selectorMatches(selector, new Map(textMap(metadata, 'labels')))) return [];
  const detail = '`selector` does not match template `labels`';
  const labels = object(metadata, 'labels');
  return [invalid(path.child('metadata', 'labels'), labels && sortedMap(labels), detail)];
}

/** Pods of controllers that replace them run for ever. */
export function validateRunsForEver(
  template: JsonObject,
  controller: string,
  path: Path,
): FieldError[] {
  const errors: FieldError[] = [];
  const spec = object(template, 'spec');
  const specPath = path.child('spec');
  const policy = text(spec, 'restartPolicy');
  if (policy !== 'Always') {
    errors.push(notSupported(specPath.child('restartPolicy'), policy, ['Always']));
  }
  if (optionalInteger(spec, 'activeDeadlineSeconds') !== undefined) {
    const detail = `activeDeadlineSeconds in ${controller} is not Supported`;
    errors.push(forbidden(specPath.child('activeDeadlineSeconds'), detail));
  }
  return errors;
}
