import type { JsonObject } from 'kustomize-ts';
import {
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
  type FieldError,
} from '../../field/error.ts';
import { append } from '../../field/append.ts';
import type { Path } from '../../field/path.ts';
import { flag, object, objects, optionalText, text } from '../../field/read.ts';
import { validateDescendingPath, validateNoBacksteps } from './paths.ts';

// Source: pkg/apis/core/validation/validation.go, ValidateVolumeMounts and ValidateVolumeDevices.

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const RECURSIVE_READ_ONLY = ['Disabled', 'Enabled', 'IfPossible'];

/** The mounts of a container: of volumes of the pod, each at a path of its own. */
export function validateVolumeMounts(
  container: JsonObject,
  volumes: ReadonlyMap<string, JsonObject>,
  path: Path,
): FieldError[] {
  const errors: FieldError[] = [];
  const devices = pathsByName(container, 'volumeDevices', 'devicePath');
  const devicePaths = new Set(devices.values());
  const seen = new Set<string>();
  for (const [index, mount] of objects(container, 'volumeMounts').entries()) {
    const at = path.index(index);
    const name = text(mount, 'name');
    const mountPath = text(mount, 'mountPath');
    if (name === '') errors.push(required(at.child('name')));
    if (!volumes.has(name)) errors.push(notFound(at.child('name'), name));
    if (mountPath === '') errors.push(required(at.child('mountPath')));
    if (seen.has(mountPath)) {
      errors.push(invalid(at.child('mountPath'), mountPath, 'must be unique'));
    }
    seen.add(mountPath);
    if (devices.has(name)) {
      errors.push(invalid(at.child('name'), name, 'must not already exist in volumeDevices'));
    }
    if (devicePaths.has(mountPath)) {
      const detail = 'must not already exist as a path in volumeDevices';
      errors.push(invalid(at.child('mountPath'), mountPath, detail));
    }
    // What follows has the path of the list upstream, not of the mount.
    append(
      errors,
      validateSubPath(mount, path, at),
      validateMountPropagation(mount, container, path.child('mountPropagation')),
      validateRecursiveReadOnly(mount, path.child('recursiveReadOnly')),
    );
  }
  return errors;
}

function validateSubPath(mount: JsonObject, list: Path, at: Path): FieldError[] {
  const errors: FieldError[] = [];
  const subPath = text(mount, 'subPath');
  const expression = text(mount, 'subPathExpr');
  if (subPath !== '') append(errors, validateDescendingPath(subPath, list.child('subPath')));
  if (expression === '') return errors;
  if (subPath !== '') {
    const detail = 'subPathExpr and subPath are mutually exclusive';
    errors.push(invalid(at.child('subPathExpr'), expression, detail));
  }
  append(errors, validateDescendingPath(expression, list.child('subPathExpr')));
  return errors;
}

function validateMountPropagation(
  mount: JsonObject,
  container: JsonObject,
  path: Path,
): FieldError[] {
  const propagation = optionalText(mount, 'mountPropagation');
  if (propagation === undefined) return [];
  if (!PROPAGATIONS.includes(propagation)) return [notSupported(path, propagation, PROPAGATIONS)];
  const privileged = flag(object(container, 'securityContext'), 'privileged');
  if (propagation !== 'Bidirectional' || privileged) return [];
  const detail = 'Bidirectional mount propagation is available only to privileged containers';
  return [forbidden(path, detail)];
}

function validateRecursiveReadOnly(mount: JsonObject, path: Path): FieldError[] {
  const mode = optionalText(mount, 'recursiveReadOnly');
  if (mode === undefined || mode === 'Disabled') return [];
  if (!RECURSIVE_READ_ONLY.includes(mode)) return [notSupported(path, mode, RECURSIVE_READ_ONLY)];
  const errors: FieldError[] = [];
  if (!flag(mount, 'readOnly')) {
    errors.push(forbidden(path, 'may only be specified when readOnly is true'));
  }
  if ((optionalText(mount, 'mountPropagation') ?? 'None') !== 'None') {
    const detail = 'may only be specified when mountPropagation is None or not specified';
    errors.push(forbidden(path, detail));
  }
  return errors;
}

/** The block devices of a container: only claims can be one. */
export function validateVolumeDevices(
  container: JsonObject,
  volumes: ReadonlyMap<string, JsonObject>,
  path: Path,
): FieldError[] {
  const errors: FieldError[] = [];
  const mounts = pathsByName(container, 'volumeMounts', 'mountPath');
  const mountPaths = new Set(mounts.values());
  const names = new Set<string>();
  const paths = new Set<string>();
  for (const [index, device] of objects(container, 'volumeDevices').entries()) {
    const name = text(device, 'name');
    const namePath = path.index(index).child('name');
    const devicePath = text(device, 'devicePath');
    const at = path.index(index).child('devicePath');
    if (name === '') errors.push(required(namePath));
    if (names.has(name)) errors.push(invalid(namePath, name, 'must be unique'));
    const volume = volumes.get(name);
    if (volume && !object(volume, 'persistentVolumeClaim') && !object(volume, 'ephemeral')) {
      const detail =
        'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
      errors.push(invalid(namePath, name, detail));
    }
    if (!volume) errors.push(notFound(namePath, name));
    if (devicePath === '') errors.push(required(at));
    if (paths.has(devicePath)) errors.push(invalid(at, devicePath, 'must be unique'));
    if (validateNoBacksteps(devicePath, at).length > 0) {
      errors.push(invalid(at, devicePath, "can not contain backsteps ('..')"));
    } else {
      paths.add(devicePath);
    }
    if (mounts.has(name)) {
      errors.push(invalid(namePath, name, 'must not already exist in volumeMounts'));
    }
    if (mountPaths.has(devicePath)) {
      errors.push(invalid(at, devicePath, 'must not already exist as a path in volumeMounts'));
    }
    if (name !== '') names.add(name);
  }
  return errors;
}

/** The paths of mounts or devices; of two with one name, upstream knows the last. */
function pathsByName(
  container: JsonObject,
  list: string,
  field: string,
): ReadonlyMap<string, string> {
  return new Map(objects(container, list).map((item) => [text(item, 'name'), text(item, field)]));
}
