import { notSupported, required, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';

const POLICIES = ['Always', 'IfNotPresent', 'Never'];

/** When an image is pulled (validatePullPolicy). */
export function validatePullPolicy(policy: string, path: Path): FieldError[] {
  if (policy === '') return [required(path)];
  return POLICIES.includes(policy) ? [] : [notSupported(path, policy, POLICIES)];
}
