import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import {
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  type FieldError,
} from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { object, optionalText, text, texts } from '../../field/read.ts';
import { validateFormat } from '../common/format.ts';
import { validateLabelSelector } from '../common/label-selector.ts';
import { dns1123Subdomain } from '../common/names.ts';
import { nameIsLabel } from '../metadata.ts';
import { compareQuantities } from './quantity.ts';

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const VOLUME_MODES = ['Block', 'Filesystem'];

/** What is asked of storage, by a claim or by the template of one (ValidatePersistentVolumeClaimSpec). */
export function validateClaimSpec(spec: JsonObject | undefined, path: Path): FieldError[] {
  return [
    ...validateSelectorAndModes(spec, path),
    ...validateStorage(spec, path.child('resources').key('storage')),
    ...validateClassName(spec, 'storageClassName', path),
    ...validateVolumeMode(spec, path.child('volumeMode')),
    ...validateDataSources(spec, path),
    ...validateClassName(spec, 'volumeAttributesClassName', path),
  ];
}

function validateSelectorAndModes(spec: JsonObject | undefined, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const modes = texts(spec, 'accessModes');
  const modesPath = path.child('accessModes');
  if (modes.length === 0) errors.push(required(modesPath, 'at least 1 access mode is required'));
  append(errors, validateLabelSelector(object(spec, 'selector'), path.child('selector')));
  for (const mode of modes) {
    if (!ACCESS_MODES.includes(mode)) errors.push(notSupported(modesPath, mode, ACCESS_MODES));
  }
  const others = modes.filter((mode) => ACCESS_MODES.includes(mode) && mode !== 'ReadWriteOncePod');
  if (modes.includes('ReadWriteOncePod') && others.length > 0) {
    errors.push(forbidden(modesPath, 'may not use ReadWriteOncePod with other access modes'));
  }
  return errors;
}

function validateStorage(spec: JsonObject | undefined, path: Path): FieldError[] {
  const storage = optionalText(object(object(spec, 'resources'), 'requests'), 'storage');
  if (storage === undefined) return [required(path)];
  if (compareQuantities(storage, '0') > 0) return [];
  return [invalid(path, storage, 'must be greater than zero')];
}

function validateClassName(spec: JsonObject | undefined, field: string, path: Path): FieldError[] {
  const name = text(spec, field);
  return validateFormat(name || undefined, dns1123Subdomain, path.child(field));
}

function validateVolumeMode(spec: JsonObject | undefined, path: Path): FieldError[] {
  const mode = optionalText(spec, 'volumeMode');
  if (mode === undefined || VOLUME_MODES.includes(mode)) return [];
  return [notSupported(path, mode, VOLUME_MODES)];
}

function validateDataSources(spec: JsonObject | undefined, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const source = object(spec, 'dataSource');
  const reference = object(spec, 'dataSourceRef');
  if (source) append(errors, validateDataSource(source, path.child('dataSource')));
  const namespace = text(reference, 'namespace');
  if (reference) {
    const at = path.child('dataSourceRef');
    append(errors, validateDataSource(reference, at));
    if (namespace !== '') {
      append(errors, invalidEach(at.child('namespace'), namespace, nameIsLabel(namespace, false)));
    }
  }
  if (!source || !reference) return errors;
  // Upstream shows the path of the field, as a structure without public fields.
  if (namespace !== '') {
    errors.push(
      invalid(path, {}, 'may not be specified when dataSourceRef.namespace is specified'),
    );
  } else if (['apiGroup', 'kind', 'name'].some((field) => source[field] !== reference[field])) {
    errors.push(invalid(path, {}, 'must match dataSourceRef'));
  }
  return errors;
}

function validateDataSource(source: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ['name', 'kind']) {
    if (text(source, field) === '') errors.push(required(path.child(field)));
  }
  const group = text(source, 'apiGroup');
  const kind = text(source, 'kind');
  if (group !== '') {
    append(errors, invalidEach(path.child('apiGroup'), group, dns1123Subdomain(group)));
  } else if (kind !== 'PersistentVolumeClaim') {
    const detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
    errors.push(invalid(path, kind, detail));
  }
  return errors;
}
