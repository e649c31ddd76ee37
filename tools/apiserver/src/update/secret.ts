import type { JsonObject } from 'kustomize-ts';
import type { FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { validateMetadataUpdate } from '../validate/metadata.ts';
import { validateSecret } from '../validate/secret.ts';
import { validateFrozen } from './frozen.ts';
import { validateImmutable } from './immutable.ts';

/** Source: ValidateSecretUpdate in pkg/apis/core/validation/validation.go. */
export function validateSecretUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  return [
    ...validateMetadataUpdate(after, before),
    ...validateImmutable(after, before, 'type', root),
    ...validateFrozen(after, before, ['data']),
    ...validateSecret(after),
  ];
}
