import type { JsonObject } from 'kustomize-ts';
import { invalid, type FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { object, texts } from '../field/read.ts';
import { validateMetadataUpdate } from '../validate/metadata.ts';
import { validateQuotaSpec } from '../validate/resource-quota.ts';

/** Source: ValidateResourceQuotaUpdate in pkg/apis/core/validation/validation.go. */
export function validateResourceQuotaUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  const spec = object(after, 'spec');
  const scopes = texts(spec, 'scopes');
  const olds = texts(object(before, 'spec'), 'scopes');
  const isSame =
    scopes.every((scope) => olds.includes(scope)) && olds.every((scope) => scopes.includes(scope));
  return [
    ...validateMetadataUpdate(after, before),
    ...validateQuotaSpec(spec),
    ...(isSame ? [] : [invalid(root.child('spec', 'scopes'), scopes, 'field is immutable')]),
  ];
}
