import type { JsonObject } from 'kustomize-ts';
import {
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
  type FieldError,
} from '../../field/error.ts';
import { append } from '../../field/append.ts';
import { goQuote } from '../../field/go-format.ts';
import type { Path } from '../../field/path.ts';
import { object, optionalText, text, textMap } from '../../field/read.ts';
import { byteLength } from '../common/names.ts';
import { eachContainer } from './each-container.ts';
import { goStruct } from './go-struct.ts';
import { validateDescendingPath } from './paths.ts';

// Source: pkg/apis/core/validation/validation.go: seccomp and AppArmor, as fields and as the annotations before them.

/** The annotation for the system calls of a pod. */
export const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
/** The same for one container, whose name follows. */
export const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
/** The annotation for the AppArmor profile of a container, whose name follows. */
export const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

const TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const LOCALHOST = 'localhost/';
const MAX_APP_ARMOR_PROFILE = 4095;

/** Which system calls are allowed (validateSeccompProfileField). */
export function validateSeccompProfile(profile: JsonObject | undefined, path: Path): FieldError[] {
  if (!profile) return [];
  const errors: FieldError[] = [];
  const type = text(profile, 'type');
  if (type === '') {
    errors.push(required(path.child('type'), 'type is required when seccompProfile is set'));
  } else if (!TYPES.includes(type)) {
    errors.push(notSupported(path.child('type'), type, TYPES));
  }
  const file = optionalText(profile, 'localhostProfile');
  const filePath = path.child('localhostProfile');
  if (type === 'Localhost') {
    if (file === undefined) {
      errors.push(required(filePath, 'must be set when seccomp type is Localhost'));
    } else {
      append(errors, validateDescendingPath(file, filePath));
    }
  } else if (file !== undefined) {
    const shown = goStruct(profile, [
      ['Type', 'type', ''],
      ['LocalhostProfile', 'localhostProfile', null],
    ]);
    errors.push(invalid(filePath, shown, 'can only be set when seccomp type is Localhost'));
  }
  return errors;
}

/** Which AppArmor profile holds (ValidateAppArmorProfileField). */
export function validateAppArmorProfile(profile: JsonObject | undefined, path: Path): FieldError[] {
  if (!profile) return [];
  const type = text(profile, 'type');
  const name = optionalText(profile, 'localhostProfile');
  const namePath = path.child('localhostProfile');
  if (type === '') {
    return [required(path.child('type'), 'type is required when appArmorProfile is set')];
  }
  if (!TYPES.includes(type)) return [notSupported(path.child('type'), type, TYPES)];
  if (type !== 'Localhost') {
    if (name === undefined) return [];
    return [invalid(namePath, name, 'can only be set when AppArmor type is Localhost')];
  }
  if (name === undefined) {
    return [required(namePath, 'must be set when AppArmor type is Localhost')];
  }
  const errors: FieldError[] = [];
  if (name !== name.trim()) {
    errors.push(invalid(namePath, name, 'must not be padded with whitespace'));
  } else if (name === '') {
    errors.push(required(namePath, 'must be set when AppArmor type is Localhost'));
  }
  if (byteLength(name) > MAX_APP_ARMOR_PROFILE) {
    errors.push(tooLong(namePath, MAX_APP_ARMOR_PROFILE));
  }
  return errors;
}

/** The annotations that stood for both (ValidateSeccompPodAnnotations, ValidateAppArmorPodAnnotations). */
export function validateProfileAnnotations(
  metadata: JsonObject | undefined,
  spec: JsonObject,
  path: Path,
): FieldError[] {
  const errors: FieldError[] = [];
  const annotations = textMap(metadata, 'annotations');
  for (const [key, value] of annotations) {
    if (key === SECCOMP_POD || key.startsWith(SECCOMP_CONTAINER)) {
      append(errors, validateSeccompAnnotation(value, path.child(key)));
    }
  }
  const names = new Set(
    [...eachContainer(spec, path)].map(([container]) => text(container, 'name')),
  );
  for (const [key, value] of annotations) {
    if (!key.startsWith(APP_ARMOR)) continue;
    const name = key.slice(APP_ARMOR.length);
    if (!names.has(name)) errors.push(invalid(path.key(key), name, 'container not found'));
    if (['', 'runtime/default', 'unconfined'].includes(value) || value.startsWith(LOCALHOST)) {
      continue;
    }
    const detail = `invalid AppArmor profile name: ${goQuote(value)}`;
    errors.push(invalid(path.key(key), value, detail));
  }
  return errors;
}

function validateSeccompAnnotation(value: string, path: Path): FieldError[] {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(value)) return [];
  if (value.startsWith(LOCALHOST))
    return validateDescendingPath(value.slice(LOCALHOST.length), path);
  return [invalid(path, value, 'must be a valid seccomp profile')];
}

/** Where annotation and field say both what holds, they say the same. */
export function validateProfilesMatch(
  metadata: JsonObject | undefined,
  spec: JsonObject,
  path: Path,
): FieldError[] {
  return [
    ...validateSeccompMatches(metadata, spec, path),
    ...validateAppArmorMatches(metadata, spec, path),
  ];
}

function validateSeccompMatches(
  metadata: JsonObject | undefined,
  spec: JsonObject,
  path: Path,
): FieldError[] {
  const annotations = object(metadata, 'annotations');
  const errors: FieldError[] = [];
  const check = (owner: JsonObject, key: string, at: Path): void => {
    const profile = object(object(owner, 'securityContext'), 'seccompProfile');
    const annotation = optionalText(annotations, key);
    if (!profile || annotation === undefined) return;
    const defaults = ['runtime/default', 'docker/default'];
    const profilePath = at.child('securityContext', 'seccompProfile');
    append(errors, compareProfile(profile, annotation, defaults, 'seccomp', profilePath));
  };
  check(spec, SECCOMP_POD, path);
  for (const [container, at] of eachContainer(spec, path)) {
    check(container, SECCOMP_CONTAINER + text(container, 'name'), at);
  }
  return errors;
}

function validateAppArmorMatches(
  metadata: JsonObject | undefined,
  spec: JsonObject,
  path: Path,
): FieldError[] {
  if (text(object(spec, 'os'), 'name') === 'windows') return [];
  const annotations = object(metadata, 'annotations');
  const podProfile = object(object(spec, 'securityContext'), 'appArmorProfile');
  const errors: FieldError[] = [];
  for (const [container, at] of eachContainer(spec, path)) {
    const own = object(object(container, 'securityContext'), 'appArmorProfile');
    const profile = own ?? podProfile;
    const annotation = optionalText(annotations, APP_ARMOR + text(container, 'name'));
    if (!profile || annotation === undefined) continue;
    const profilePath = at.child('securityContext', 'appArmorProfile');
    const defaults = ['runtime/default'];
    append(errors, compareProfile(profile, annotation, defaults, 'apparmor', profilePath));
  }
  return errors;
}

function compareProfile(
  profile: JsonObject,
  annotation: string,
  defaults: readonly string[],
  what: 'seccomp' | 'apparmor',
  path: Path,
): FieldError[] {
  const differs = [
    forbidden(path.child('type'), `${what} type in annotation and field must match`),
  ];
  switch (text(profile, 'type')) {
    case 'Unconfined':
      return annotation === 'unconfined' ? [] : differs;
    case 'RuntimeDefault':
      return defaults.includes(annotation) ? [] : differs;
    case 'Localhost': {
      if (!annotation.startsWith(LOCALHOST)) return differs;
      if (annotation.slice(LOCALHOST.length) === optionalText(profile, 'localhostProfile'))
        return [];
      const detail = `${what} profile in annotation and field must match`;
      return [forbidden(path.child('localhostProfile'), detail)];
    }
    default:
      return [];
  }
}
