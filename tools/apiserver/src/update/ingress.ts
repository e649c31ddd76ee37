import type { JsonObject } from 'kustomize-ts';
import type { FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { object, objects, text } from '../field/read.ts';
import {
  secretNameMessages,
  validateIngressFields,
  validateRuleValue,
} from '../validate/ingress.ts';
import { validateMetadataUpdate } from '../validate/metadata.ts';

/** Source: ValidateIngressUpdate in pkg/apis/networking/validation/validation.go. */
export function validateIngressUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  const old = object(before, 'spec');
  const kept = {
    secretNames: objects(old, 'tls').some(
      (tls) => secretNameMessages(text(tls, 'secretName')).length > 0,
    ),
    wildcardRules: objects(old, 'rules').some(
      (rule) => text(rule, 'host').includes('*') && validateRuleValue(rule, root).length > 0,
    ),
  };
  return [...validateMetadataUpdate(after, before), ...validateIngressFields(after, kept)];
}
