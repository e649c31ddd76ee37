import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import { invalid, invalidEach, required, type FieldError } from '../field/error.ts';
import type { Path } from '../field/path.ts';
import { text } from '../field/read.ts';
import { pathSegmentName } from './common/names.ts';

/** A reference to what is scaled or measured. Source: ValidateCrossVersionObjectReference. */
export function validateScaleTarget(
  target: JsonObject | undefined,
  at: Path,
  anyVersion: boolean,
  allowCore: boolean,
): FieldError[] {
  const errors: FieldError[] = [];
  for (const key of ['kind', 'name']) {
    const value = text(target, key);
    if (value === '') errors.push(required(at.child(key)));
    else {
      append(errors, invalidEach(at.child(key), value, pathSegmentName(value)));
    }
  }
  const apiVersion = text(target, 'apiVersion');
  const detail = anyVersion ? undefined : versionProblem(apiVersion, allowCore);
  if (detail !== undefined) errors.push(invalid(at.child('apiVersion'), apiVersion, detail));
  return errors;
}

function versionProblem(apiVersion: string, allowCore: boolean): string | undefined {
  const parts = apiVersion.split('/');
  if (parts.length > 2) return `unexpected GroupVersion string: ${apiVersion}`;
  const hasGroup = parts.length === 2 && parts[0] !== '';
  return hasGroup || allowCore ? undefined : 'apiVersion must specify API group';
}
