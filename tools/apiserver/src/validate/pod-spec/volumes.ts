import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import {
  duplicate,
  forbidden,
  invalid,
  invalidEach,
  required,
  type FieldError,
} from '../../field/error.ts';
import { goQuote } from '../../field/go-format.ts';
import type { Path } from '../../field/path.ts';
import { object, objects, optionalText, text } from '../../field/read.ts';
import { byteLength, dns1123Label, dns1123Subdomain } from '../common/names.ts';
import { VOLUME_SOURCES } from './volume-sources.ts';

const MAX_ISCSI_NAME = 64;

/** The errors of a pod's volumes, and the volumes without errors by name: only those can be mounted. */
export interface CheckedVolumes {
  readonly errors: readonly FieldError[];
  readonly valid: ReadonlyMap<string, JsonObject>;
}

/** The volumes of a pod; its name is known for Pods alone, and names the claims made for it (ValidateVolumes). */
export function validateVolumes(
  spec: JsonObject,
  podName: string,
  isPod: boolean,
  path: Path,
): CheckedVolumes {
  const errors: FieldError[] = [];
  const valid = new Map<string, JsonObject>();
  const volumes = objects(spec, 'volumes');
  const ownClaims = new Set<string>();
  for (const volume of volumes) {
    if (podName !== '' && object(volume, 'ephemeral')) {
      ownClaims.add(`${podName}-${text(volume, 'name')}`);
    }
  }
  for (const [index, volume] of volumes.entries()) {
    const at = path.index(index);
    const name = text(volume, 'name');
    const own = [
      ...validateVolumeSource(volume, podName, isPod, at),
      ...(name === ''
        ? [required(at.child('name'))]
        : invalidEach(at.child('name'), name, dns1123Label(name))),
    ];
    if (valid.has(name)) own.push(duplicate(at.child('name'), name));
    if (own.length === 0) valid.set(name, volume);
    append(errors, own);
    const claim = text(object(volume, 'persistentVolumeClaim'), 'claimName');
    if (ownClaims.has(claim)) {
      const detail = 'must not reference a PVC that gets created for an ephemeral volume';
      errors.push(invalid(at.child('persistentVolumeClaim', 'claimName'), claim, detail));
    }
  }
  return { errors, valid };
}

function validateVolumeSource(
  volume: JsonObject,
  podName: string,
  isPod: boolean,
  path: Path,
): FieldError[] {
  const errors: FieldError[] = [];
  const name = text(volume, 'name');
  let count = 0;
  for (const rule of VOLUME_SOURCES) {
    const source = object(volume, rule.field);
    if (!source) continue;
    count += 1;
    if (count > 1) {
      const at = path.child(rule.extraField ?? rule.field);
      errors.push(forbidden(at, 'may not specify more than 1 volume type'));
    } else {
      append(errors, rule.validate(source, path.child(rule.path ?? rule.field), isPod));
      if (rule.field === 'ephemeral') append(errors, validateClaimName(podName, name, path));
    }
    if (rule.field === 'iscsi') append(errors, validateIscsiName(source, name, path));
  }
  if (count === 0) errors.push(required(path, 'must specify a volume type'));
  return errors;
}

function validateClaimName(podName: string, name: string, path: Path): FieldError[] {
  if (podName === '' || name === '') return [];
  const claim = `${podName}-${name}`;
  return dns1123Subdomain(claim).map((message) =>
    invalid(path.child('name'), name, `PVC name ${goQuote(claim)}: ${message}`),
  );
}

function validateIscsiName(source: JsonObject, name: string, path: Path): FieldError[] {
  const length = byteLength(`${name}:${text(source, 'targetPortal')}`);
  if (optionalText(source, 'initiatorName') === undefined || length <= MAX_ISCSI_NAME) return [];
  const detail =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
  return [invalid(path.child('name'), name, detail)];
}
