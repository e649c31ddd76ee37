import type { JsonObject } from 'kustomize-ts';
import { invalid, invalidEach, type FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { object, texts } from '../field/read.ts';
import { qualifiedName } from './common/names.ts';
import { isStandardFinalizer, nameIsLabel, validateMetadata } from './metadata.ts';

/** Source: ValidateNamespace in pkg/apis/core/validation/validation.go. */
export function validateNamespace(namespace: JsonObject): FieldError[] {
  const path = root.child('spec', 'finalizers');
  const detail = 'name is neither a standard finalizer name nor is it fully qualified';
  return [
    ...validateMetadata(namespace, false, nameIsLabel),
    ...texts(object(namespace, 'spec'), 'finalizers').flatMap((finalizer) => [
      ...invalidEach(path, finalizer, qualifiedName(finalizer)),
      ...(isStandardFinalizer(finalizer) ? [] : [invalid(path, finalizer, detail)]),
    ]),
  ];
}
