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
import { root, type Path } from '../../field/path.ts';
import { objects, optionalText, text } from '../../field/read.ts';
import { dns1123Label, dns1123Subdomain } from '../common/names.ts';
import { goStruct } from './go-struct.ts';

const SOURCES = ['resourceClaimName', 'resourceClaimTemplateName'];

/** Devices that a pod claims: each under a name, by one reference (validatePodResourceClaims). */
export function validateResourceClaims(
  spec: JsonObject,
  isMirror: boolean,
  path: Path,
): FieldError[] {
  const names = new Set<string>();
  return objects(spec, 'resourceClaims').flatMap((claim, index) => {
    if (isMirror) return [forbidden(root, 'static pods do not support resource claims')];
    const at = path.index(index);
    const name = text(claim, 'name');
    const errors = validateName(name, names, at.child('name'));
    names.add(name);
    const given = SOURCES.filter((field) => optionalText(claim, field) !== undefined);
    if (given.length !== 1) {
      const detail =
        given.length === 0
          ? 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'
          : 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
      const shown = goStruct(claim, [
        ['Name', 'name', ''],
        ['ResourceClaimName', 'resourceClaimName', null],
        ['ResourceClaimTemplateName', 'resourceClaimTemplateName', null],
      ]);
      errors.push(invalid(at, shown, detail));
    }
    for (const field of given) {
      const reference = text(claim, field);
      append(errors, invalidEach(at.child(field), reference, dns1123Subdomain(reference)));
    }
    return errors;
  });
}

function validateName(name: string, names: ReadonlySet<string>, path: Path): FieldError[] {
  if (name === '') return [required(path)];
  if (names.has(name)) return [duplicate(path, name)];
  return invalidEach(path, name, dns1123Label(name));
}
