import type { JsonObject } from 'kustomize-ts';
import type { FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { specOf } from '../field/spec.ts';
import { validateIngressClass } from '../validate/ingress-class.ts';
import { validateMetadataUpdate } from '../validate/metadata.ts';
import { validateImmutable } from './immutable.ts';

/** Source: ValidateIngressClassUpdate in pkg/apis/networking/validation/validation.go. */
export function validateIngressClassUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  const spec = specOf(after);
  const old = specOf(before);
  return [
    ...validateMetadataUpdate(after, before),
    ...validateImmutable(spec, old, 'controller', root.child('spec')),
    ...validateIngressClass(after),
  ];
}
