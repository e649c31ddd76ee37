import type { JsonObject } from 'kustomize-ts';
import { validateCrdRules } from '../cel/crd-rules.ts';
import { defaultCustom } from '../default/custom.ts';
import type { FieldError, FieldErrorType } from '../field/error.ts';
import type { Kind } from '../kind.ts';
import type { CustomKind } from '../schema/custom.ts';
import { validateCustom } from './custom.ts';
import { validateGenericMetadataUpdate } from './metadata.ts';

/** Errors after which the rules in CEL are not asked: the value may not be what they expect. */
const BLOCKING: readonly FieldErrorType[] = [
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
];

/**
 * The rules of custom resources of one kind.
 * Source: apiextensions-apiserver/pkg/registry/customresource/strategy.go.
 */
export function customRules(custom: CustomKind): Kind {
  const { namespaced, schema } = custom;
  return {
    namespaced,
    default: (target) => defaultCustom(target, schema),
    validate: (target) => withRules(custom, validateCustom(target, namespaced, schema), target),
    update: (target, before) => {
      const errors = [
        ...validateGenericMetadataUpdate(target, before),
        ...validateCustom(target, namespaced, schema),
      ];
      return withRules(custom, errors, target, before);
    },
  };
}

function withRules(
  { definition, hasRules }: CustomKind,
  errors: readonly FieldError[],
  target: JsonObject,
  before?: JsonObject,
): readonly FieldError[] {
  if (!hasRules) return errors;
  if (!errors.some(({ type }) => BLOCKING.includes(type))) {
    return [...errors, ...validateCrdRules(definition, target, before)];
  }
  const message =
    'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';
  return [...errors, { field: '<nil>', type: 'FieldValueInvalid', message }];
}
