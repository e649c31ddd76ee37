import type { JsonObject } from 'kustomize-ts';
import {
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  tooLong,
  type FieldError,
} from '../../field/error.ts';
import { append } from '../../field/append.ts';
import type { Path } from '../../field/path.ts';
import {
  flag,
  integer,
  object,
  optionalInteger,
  optionalText,
  text,
  textMap,
  texts,
} from '../../field/read.ts';
import { byteLength, dns1123Label, dns1123Subdomain, rangeMessage } from '../common/names.ts';
import { validateEphemeralVolume } from './ephemeral-volume.ts';
import { validateFileMode, validateItems } from './key-items.ts';
import { validateDescendingPath, validateNoBacksteps } from './paths.ts';
import { validateDownwardApiVolume, validateProjectedVolume } from './projected.ts';
import { validatePullPolicy } from './pull-policy.ts';
import { compareQuantities } from './quantity.ts';

// Source: pkg/apis/core/validation/validation.go, validateVolumeSource.

/** What is asked of one kind of volume. */
export interface VolumeSourceRule {
  readonly field: string;
  /** The field of upstream's errors, where it is another one. */
  readonly path?: string;
  /** The field of upstream's error about a second source, where it is another one. */
  readonly extraField?: string;
  readonly validate: (source: JsonObject, path: Path, isPod: boolean) => FieldError[];
}

const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];
const ISCSI_NAMES: readonly (readonly [prefix: string, format: RegExp])[] = [
  ['iqn', /iqn\.\d{4}-\d{2}\.([a-zA-Z0-9\-.]+)(:[^,;*&$|\s]+)$/],
  ['eui', /^eui.[a-zA-Z0-9]{16}$/],
  ['naa', /^naa.[a-zA-Z0-9]{32}$/],
];
const DISK_CACHING = ['None', 'ReadOnly', 'ReadWrite'];
const DISK_KINDS = ['Dedicated', 'Managed', 'Shared'];
const MANAGED_DISK =
  '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const BLOB_DISK = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

/** In upstream's order: of two sources, the first is the one that is checked. */
export const VOLUME_SOURCES: readonly VolumeSourceRule[] = [
  { field: 'emptyDir', validate: validateEmptyDir },
  { field: 'hostPath', validate: validateHostPath },
  { field: 'gitRepo', validate: validateGitRepo },
  {
    field: 'gcePersistentDisk',
    path: 'persistentDisk',
    validate: (source, path) => validateDisk(source, 'pdName', path),
  },
  {
    field: 'awsElasticBlockStore',
    validate: (source, path) => validateDisk(source, 'volumeID', path),
  },
  { field: 'secret', validate: (source, path) => validateFiles(source, 'secretName', path) },
  { field: 'nfs', validate: validateNfs },
  { field: 'iscsi', validate: validateIscsi },
  { field: 'glusterfs', validate: needs('endpoints', 'path') },
  { field: 'flocker', validate: validateFlocker },
  { field: 'persistentVolumeClaim', validate: needs('claimName') },
  { field: 'rbd', validate: needs('monitors', 'image') },
  { field: 'cinder', validate: validateCinder },
  { field: 'cephfs', extraField: 'cephFS', validate: needs('monitors') },
  { field: 'quobyte', validate: validateQuobyte },
  { field: 'downwardAPI', extraField: 'downwarAPI', validate: validateDownwardApiVolume },
  { field: 'fc', validate: validateFibreChannel },
  { field: 'flexVolume', validate: validateFlexVolume },
  { field: 'configMap', validate: (source, path) => validateFiles(source, 'name', path) },
  { field: 'azureFile', validate: needs('secretName', 'shareName') },
  { field: 'vsphereVolume', validate: needs('volumePath') },
  { field: 'photonPersistentDisk', validate: needs('pdID') },
  { field: 'portworxVolume', validate: needs('volumeID') },
  { field: 'azureDisk', validate: validateAzureDisk },
  { field: 'storageos', validate: validateStorageOs },
  { field: 'projected', validate: validateProjectedVolume },
  { field: 'scaleIO', validate: needs('gateway', 'system', 'volumeName') },
  { field: 'csi', validate: validateCsi },
  { field: 'ephemeral', validate: validateEphemeralVolume },
  { field: 'image', validate: validateImage },
];

function needs(...fields: readonly string[]): VolumeSourceRule['validate'] {
  return (source, path) =>
    fields.filter((field) => isEmpty(source, field)).map((field) => required(path.child(field)));
}

function isEmpty(source: JsonObject, field: string): boolean {
  return text(source, field) === '' && texts(source, field).length === 0;
}

function validateEmptyDir(source: JsonObject, path: Path): FieldError[] {
  const limit = optionalText(source, 'sizeLimit');
  if (limit === undefined || compareQuantities(limit, '0') >= 0) return [];
  return [forbidden(path.child('sizeLimit'), 'SizeLimit field must be a valid resource quantity')];
}

function validateHostPath(source: JsonObject, path: Path): FieldError[] {
  const file = text(source, 'path');
  if (file === '') return [required(path.child('path'))];
  const type = optionalText(source, 'type');
  const errors = validateNoBacksteps(file, path.child('path'));
  if (type !== undefined && !HOST_PATH_TYPES.includes(type)) {
    errors.push(notSupported(path.child('type'), type, HOST_PATH_TYPES));
  }
  return errors;
}

function validateGitRepo(source: JsonObject, path: Path): FieldError[] {
  return [
    ...needs('repository')(source, path, false),
    ...validateDescendingPath(text(source, 'directory'), path.child('directory')),
  ];
}

function validateDisk(source: JsonObject, nameField: string, path: Path): FieldError[] {
  const errors = needs(nameField)(source, path, false);
  const partition = integer(source, 'partition');
  if (partition < 0 || partition > 255) {
    errors.push(invalid(path.child('partition'), partition, rangeMessage(1, 255)));
  }
  return errors;
}

function validateFiles(source: JsonObject, nameField: string, path: Path): FieldError[] {
  return [
    ...needs(nameField)(source, path, false),
    ...validateFileMode(source, 'defaultMode', path),
    ...validateItems(source, path.child('items')),
  ];
}

function validateNfs(source: JsonObject, path: Path): FieldError[] {
  const errors = needs('server', 'path')(source, path, false);
  const directory = text(source, 'path');
  if (!directory.startsWith('/')) {
    errors.push(invalid(path.child('path'), directory, 'must be an absolute path'));
  }
  return errors;
}

function validateIscsi(source: JsonObject, path: Path): FieldError[] {
  const errors = needs('targetPortal', 'iqn')(source, path, false);
  const name = text(source, 'iqn');
  if (name !== '') append(errors, validateIscsiName(name, path.child('iqn')));
  const lun = integer(source, 'lun');
  if (lun < 0 || lun > 255) errors.push(invalid(path.child('lun'), lun, rangeMessage(0, 255)));
  const authenticated = flag(source, 'chapAuthDiscovery') || flag(source, 'chapAuthSession');
  if (authenticated && !object(source, 'secretRef')) errors.push(required(path.child('secretRef')));
  const initiator = optionalText(source, 'initiatorName');
  if (initiator !== undefined) {
    append(errors, validateIscsiName(initiator, path.child('initiatorname')));
  }
  return errors;
}

function validateIscsiName(name: string, path: Path): FieldError[] {
  const format = ISCSI_NAMES.find(([prefix]) => name.startsWith(prefix));
  if (!format) {
    return [invalid(path, name, 'must be valid format starting with iqn, eui, or naa')];
  }
  return format[1].test(name) ? [] : [invalid(path, name, 'must be valid format')];
}

function validateFlocker(source: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const name = text(source, 'datasetName');
  const uuid = text(source, 'datasetUUID');
  if (name === '' && uuid === '') {
    errors.push(required(path, 'one of datasetName and datasetUUID is required'));
  }
  if (name !== '' && uuid !== '') {
    const detail = 'datasetName and datasetUUID can not be specified simultaneously';
    errors.push(invalid(path, 'resource', detail));
  }
  if (name.includes('/')) {
    errors.push(invalid(path.child('datasetName'), name, "must not contain '/'"));
  }
  return errors;
}

function validateSecretRef(source: JsonObject, path: Path): FieldError[] {
  const reference = object(source, 'secretRef');
  if (!reference || text(reference, 'name') !== '') return [];
  return [required(path.child('secretRef', 'name'))];
}

function validateCinder(source: JsonObject, path: Path): FieldError[] {
  return [...needs('volumeID')(source, path, false), ...validateSecretRef(source, path)];
}

function validateQuobyte(source: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const registry = text(source, 'registry');
  const detail = 'must be a host:port pair or multiple pairs separated by commas';
  if (registry === '') {
    errors.push(required(path.child('registry'), detail));
  } else if (byteLength(text(source, 'tenant')) >= 65) {
    const tenant = 'must be a UUID and may not exceed a length of 64 characters';
    errors.push(required(path.child('tenant'), tenant));
  } else {
    for (const pair of registry.split(',')) {
      if (/^(?:\[[^[\]]*\]|[^:[\]]*):[^:[\]]*$/.test(pair)) continue;
      errors.push(invalid(path.child('registry'), registry, detail));
    }
  }
  return [...errors, ...needs('volume')(source, path, false)];
}

function validateFibreChannel(source: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const targets = texts(source, 'targetWWNs');
  const identifiers = texts(source, 'wwids');
  const at = path.child('targetWWNs');
  if (targets.length === 0 && identifiers.length === 0) {
    errors.push(required(at, 'must specify either targetWWNs or wwids, but not both'));
  }
  if (targets.length === 0) return errors;
  if (identifiers.length > 0) {
    const detail = 'targetWWNs and wwids can not be specified simultaneously';
    errors.push(invalid(at, targets, detail));
  }
  const lun = optionalInteger(source, 'lun');
  if (lun === undefined) {
    errors.push(required(path.child('lun'), 'lun is required if targetWWNs is specified'));
  } else if (lun < 0 || lun > 255) {
    errors.push(invalid(path.child('lun'), lun, rangeMessage(0, 255)));
  }
  return errors;
}

function validateFlexVolume(source: JsonObject, path: Path): FieldError[] {
  const errors = needs('driver')(source, path, false);
  for (const [key] of textMap(source, 'options')) {
    const namespace = `.${key.split('/')[0] ?? ''}`.toLowerCase();
    if (!namespace.endsWith('.kubernetes.io') && !namespace.endsWith('.k8s.io')) continue;
    const detail = 'kubernetes.io and k8s.io namespaces are reserved';
    errors.push(invalid(path.child('options').key(key), key, detail));
  }
  return errors;
}

function validateAzureDisk(source: JsonObject, path: Path): FieldError[] {
  const errors = needs('diskName', 'diskURI')(source, path, false);
  const caching = optionalText(source, 'cachingMode');
  if (caching !== undefined && !DISK_CACHING.includes(caching)) {
    errors.push(notSupported(path.child('cachingMode'), caching, DISK_CACHING));
  }
  const kind = optionalText(source, 'kind');
  if (kind === undefined) return errors;
  if (!DISK_KINDS.includes(kind)) errors.push(notSupported(path.child('kind'), kind, DISK_KINDS));
  const uri = text(source, 'diskURI');
  const managed = kind === 'Managed';
  if (!uri.startsWith(managed ? '/subscriptions/' : 'https://')) {
    errors.push(notSupported(path.child('diskURI'), uri, [managed ? MANAGED_DISK : BLOB_DISK]));
  }
  return errors;
}

function validateStorageOs(source: JsonObject, path: Path): FieldError[] {
  const errors = needs('volumeName')(source, path, false);
  for (const field of ['volumeName', 'volumeNamespace']) {
    const value = text(source, field);
    if (value !== '') append(errors, invalidEach(path.child(field), value, dns1123Label(value)));
  }
  return [...errors, ...validateSecretRef(source, path)];
}

function validateCsi(source: JsonObject, path: Path): FieldError[] {
  const errors = validateCsiDriver(text(source, 'driver'), path.child('driver'));
  const reference = object(source, 'nodePublishSecretRef');
  if (!reference) return errors;
  const name = text(reference, 'name');
  if (name === '') return [...errors, required(path.child('nodePublishSecretRef', 'name'))];
  return [...errors, ...invalidEach(path.child('name'), name, dns1123Subdomain(name))];
}

function validateCsiDriver(driver: string, path: Path): FieldError[] {
  if (driver === '') return [required(path)];
  const errors = byteLength(driver) > 63 ? [tooLong(path, 63)] : [];
  return [...errors, ...invalidEach(path, driver, dns1123Subdomain(driver.toLowerCase()))];
}

function validateImage(source: JsonObject, path: Path, isPod: boolean): FieldError[] {
  return [
    ...(isPod ? needs('reference')(source, path, isPod) : []),
    ...validatePullPolicy(text(source, 'pullPolicy'), path.child('pullPolicy')),
  ];
}
