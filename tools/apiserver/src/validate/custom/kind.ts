import type { JsonObject } from 'kustomize-ts';
import { validateCrdRules } from '../../cel/crd/rules.ts';
import { defaultCustom } from '../../default/custom.ts';
import type { FieldError, FieldErrorType } from '../../field/error.ts';
import { root } from '../../field/path.ts';
import { isObject } from '../../field/read.ts';
import { sameValue } from '../../field/same-value.ts';
import type { Kind } from '../../kind.ts';
import { Correlated } from '../../schema/correlated.ts';
import { hasRules, type CustomKind } from '../../schema/custom-kind.ts';
import { warnOfFinalizers } from '../../warn/finalizers.ts';
import {
  nameIsSubdomain,
  validateGenericMetadata,
  validateGenericMetadataUpdate,
} from '../metadata.ts';
import { validateEmbedded } from './embedded.ts';
import { validateLists } from './lists.ts';
import { checkChange } from './ratchet.ts';
import { validateScale } from './scale.ts';
import { checkSchema } from './schema.ts';

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
  const { namespaced, schema, hasStatus } = custom;
  return {
    ...(custom.deprecation !== undefined && { deprecation: custom.deprecation }),
    default: (target) => defaultCustom(target, schema),
    prepare: (target) => {
      if (hasStatus) delete target['status'];
    },
    prepareUpdate: (after, before) => {
      if (hasStatus) keepStatus(after, before);
    },
    validate: (target) => {
      const errors = [
        ...validateGenericMetadata(target, namespaced, nameIsSubdomain),
        ...checkSchema(target, schema, '').errors.values(),
        ...validateScale(target, custom.scale),
        ...validateEmbedded(target, schema, root),
        ...validateLists(target, schema, root),
      ];
      return withRules(custom, errors, () => validateCrdRules(schema, target));
    },
    update: (after, before, _cluster, warn) => {
      const correlated = new Correlated(after, before, schema);
      const errors = [
        ...validateGenericMetadataUpdate(after, before),
        ...checkChange(after, schema, '', correlated).errors.values(),
        ...validateScale(after, custom.scale),
        ...validateEmbedded(after, schema, root),
      ];
      // Lists that were wrong may stay so.
      if (validateLists(before, schema, root).length === 0) {
        errors.push(...validateLists(after, schema, root));
      }
      const live = { correlated, warn };
      return withRules(custom, errors, () =>
        validateCrdRules(schema, counted(after, before), {
          ...live,
          before: counted(before, before),
        }),
      );
    },
    warn: warnOfFinalizers,
  };
}

/** The object with the generation that the registry gives it: it counts changes of anything but metadata. */
function counted(target: JsonObject, before: JsonObject): JsonObject {
  const { metadata: own, ...content } = target;
  const { metadata: _, ...old } = before;
  const generation = sameValue(content, old) ? 1 : 2;
  return { ...target, metadata: { ...(isObject(own) ? own : {}), generation } };
}

function keepStatus(after: JsonObject, before: JsonObject): void {
  const { status } = before;
  if (status === undefined) delete after['status'];
  else after['status'] = status;
}

function withRules(
  { schema }: CustomKind,
  errors: readonly FieldError[],
  rules: () => readonly FieldError[],
): readonly FieldError[] {
  if (!hasRules(schema)) return errors;
  if (!errors.some(({ type }) => BLOCKING.includes(type))) return [...errors, ...rules()];
  const message =
    'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';
  return [...errors, { field: '<nil>', type: 'FieldValueInvalid', message }];
}
