import type { JsonObject } from 'kustomize-ts';
import type { FieldError } from '../field/error.ts';
import { validateMetadataUpdate } from '../validate/metadata.ts';
import { validateNamespace } from '../validate/namespace.ts';

/** Source: ValidateUpdate in pkg/registry/core/namespace/strategy.go. */
export function validateNamespaceUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  return [...validateNamespace(after), ...validateMetadataUpdate(after, before)];
}
