import type { JsonObject } from 'kustomize-ts';
import { addTolerations } from '../plugin/tolerations.ts';
import { dropDisabledPodFields } from '../default/drop-disabled.ts';
import { structField } from '../default/struct-field.ts';
import { append } from '../field/append.ts';
import { forbidden, invalid, required, type FieldError } from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { object, objects, optionalInteger, text, textMap } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import { sameObject } from '../field/same-value.ts';
import { rangeMessage } from '../validate/common/names.ts';
import { nameIsSubdomain, validateMetadata, validateMetadataUpdate } from '../validate/metadata.ts';
import { MIRROR, validatePodAnnotations } from '../validate/pod-spec/annotations.ts';
import { validateImageSpace } from '../validate/pod-spec/containers.ts';
import { APP_ARMOR } from '../validate/pod-spec/profiles.ts';
import { validateTolerations } from '../validate/pod-spec/tolerations.ts';
import { validatePodBody } from '../validate/pod.ts';
import { validateNodeAffinityChange, validateNodeSelectorChange } from './gated-pod.ts';

// Source: pkg/apis/core/validation/validation.go, ValidatePodUpdate.

const SPEC = root.child('spec');
const ANNOTATIONS = root.child('metadata', 'annotations');
const MAX_INT32 = 2_147_483_647;
const MAY_CHANGE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
];

/** What admission and the registry do to a changed Pod. */
export function preparePodUpdate(after: JsonObject, before: JsonObject): void {
  const spec = structField(after, 'spec');
  const old = object(before, 'spec');
  for (const field of ['priority', 'preemptionPolicy']) {
    const value = old?.[field];
    if (value !== undefined) spec[field] ??= value;
  }
  addTolerations(spec);
  dropDisabledPodFields(spec);
}

/** The rules of a changed Pod: little of its spec may differ. */
export function validatePodUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  const spec = specOf(after);
  const old = specOf(before);
  const errors = [
    ...validateMetadataUpdate(after, before),
    ...validateMetadata(after, true, nameIsSubdomain),
    ...validatePodBody(after),
    ...validateAnnotationChanges(after, before),
  ];
  for (const list of ['containers', 'initContainers']) {
    if (objects(spec, list).length !== objects(old, list).length) {
      const detail = 'pod updates may not add or remove containers';
      return [...errors, forbidden(SPEC.child(list), detail)];
    }
    append(errors, validateImages(spec, list));
  }
  const deadline = validateDeadlineChange(spec, old, SPEC.child('activeDeadlineSeconds'));
  append(errors, deadline.errors);
  if (deadline.stops) return errors;
  append(
    errors,
    validateTolerationChanges(spec, old, SPEC.child('tolerations')),
    validateGateChanges(spec, old, SPEC.child('schedulingGates')),
  );
  if (sameObject(spec, old)) return errors;
  const rest = withOldValues(spec, old);
  if (objects(old, 'schedulingGates').length > 0) {
    append(errors, validateNodeSelectorChange(spec, old, SPEC.child('nodeSelector')));
    const path = SPEC.child('affinity', 'nodeAffinity');
    append(errors, validateNodeAffinityChange(spec, old, path));
    keepNodeChoice(rest, old);
  }
  if (sameObject(rest, old)) return errors;
  const detail = `pod updates may not change fields other than ${MAY_CHANGE.join(',')}`;
  return [...errors, forbidden(SPEC, detail)];
}

function validateAnnotationChanges(after: JsonObject, before: JsonObject): FieldError[] {
  const metadata = object(after, 'metadata');
  const annotations = new Map(textMap(metadata, 'annotations'));
  const old = new Map(textMap(object(before, 'metadata'), 'annotations'));
  const errors: FieldError[] = [];
  const refuse = (key: string, verb: string): void => {
    if (key.startsWith(APP_ARMOR)) {
      errors.push(forbidden(ANNOTATIONS.key(key), `may not ${verb} AppArmor annotations`));
    }
    if (key === MIRROR) {
      errors.push(forbidden(ANNOTATIONS.key(key), `may not ${verb} mirror pod annotation`));
    }
  };
  for (const [key, value] of old) {
    if (annotations.get(key) !== value) refuse(key, 'remove or update');
  }
  for (const key of annotations.keys()) {
    if (!old.has(key)) refuse(key, 'add');
  }
  const spec = specOf(after);
  return [...errors, ...validatePodAnnotations(metadata, spec, ANNOTATIONS)];
}

function validateImages(spec: JsonObject, list: string): FieldError[] {
  return objects(spec, list).flatMap((container, index) => {
    const path = SPEC.child(list).index(index);
    if (text(container, 'image') === '') return [required(path.child('image'))];
    return validateImageSpace(container, path);
  });
}

/** A deadline can be set, and moved forward; some errors end the check. */
function validateDeadlineChange(
  spec: JsonObject,
  old: JsonObject,
  path: Path,
): { readonly errors: FieldError[]; readonly stops: boolean } {
  const seconds = optionalInteger(spec, 'activeDeadlineSeconds');
  const before = optionalInteger(old, 'activeDeadlineSeconds');
  if (seconds === undefined) {
    if (before === undefined) return { errors: [], stops: false };
    const detail = 'must not update from a positive integer to nil value';
    return { errors: [invalid(path, undefined, detail)], stops: false };
  }
  if (seconds < 0 || seconds > MAX_INT32) {
    return { errors: [invalid(path, seconds, rangeMessage(0, MAX_INT32))], stops: true };
  }
  if (before === undefined || before >= seconds) return { errors: [], stops: false };
  const detail = 'must be less than or equal to previous value';
  return { errors: [invalid(path, seconds, detail)], stops: true };
}

function validateTolerationChanges(spec: JsonObject, old: JsonObject, path: Path): FieldError[] {
  const tolerations = objects(spec, 'tolerations');
  const kept = objects(old, 'tolerations').every((toleration) =>
    tolerations.some((other) => sameObject(withoutSeconds(toleration), withoutSeconds(other))),
  );
  if (kept) return validateTolerations(tolerations, path);
  const detail = 'existing toleration can not be modified except its tolerationSeconds';
  return [forbidden(path, detail)];
}

function withoutSeconds(toleration: JsonObject): JsonObject {
  const { tolerationSeconds: _seconds, ...rest } = toleration;
  return rest;
}

function validateGateChanges(spec: JsonObject, old: JsonObject, path: Path): FieldError[] {
  const names = new Set(objects(old, 'schedulingGates').map((gate) => text(gate, 'name')));
  const gates = objects(spec, 'schedulingGates').map((gate) => text(gate, 'name'));
  return [...new Set(gates)].flatMap((name) => {
    if (names.has(name)) return [];
    const index = gates.lastIndexOf(name);
    const detail = `only deletion is allowed, but found new scheduling gate '${name}'`;
    return [forbidden(path.index(index).child('name'), detail)];
  });
}

/** The changed spec with the old values of everything that may change. */
function withOldValues(spec: JsonObject, old: JsonObject): JsonObject {
  const rest: JsonObject = { ...spec };
  for (const list of ['containers', 'initContainers']) {
    const oldContainers = objects(old, list);
    if (oldContainers.length > 0)
      rest[list] = objects(spec, list).map((container, index) =>
        withValueOf({ ...container }, oldContainers[index], 'image'),
      );
  }
  for (const field of ['activeDeadlineSeconds', 'schedulingGates', 'tolerations']) {
    withValueOf(rest, old, field);
  }
  const grace = 'terminationGracePeriodSeconds';
  if ((optionalInteger(old, grace) ?? 0) < 0 && optionalInteger(rest, grace) === 1) {
    withValueOf(rest, old, grace);
  }
  return rest;
}

function withValueOf(
  target: JsonObject,
  source: JsonObject | undefined,
  field: string,
): JsonObject {
  const value = source?.[field];
  if (value === undefined) delete target[field];
  else target[field] = value;
  return target;
}

/** Where a gated Pod may run can change, after rules of its own. */
function keepNodeChoice(rest: JsonObject, old: JsonObject): void {
  withValueOf(rest, old, 'nodeSelector');
  const oldAffinity = object(old, 'affinity');
  const affinity = { ...object(rest, 'affinity') };
  withValueOf(affinity, oldAffinity, 'nodeAffinity');
  const isNothing = Object.keys(affinity).length === 0 && oldAffinity === undefined;
  if (isNothing) delete rest['affinity'];
  else rest['affinity'] = affinity;
}
