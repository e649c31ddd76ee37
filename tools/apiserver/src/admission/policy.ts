import type { JsonObject } from 'kustomize-ts';
import { bool, nullType, string } from '../cel/check/types.ts';
import type { Type } from '../cel/check/types.ts';
import { object, objects, optionalText, text } from '../field/read.ts';
import type { Compiled, Variable } from './compile-expression.ts';
import { compileExpression, compileVariables } from './compile-expression.ts';
import type { Declarations } from './environment.ts';

/** A ValidatingAdmissionPolicy, its expressions compiled. */
export interface Policy {
  readonly name: string;
  /** Errors admit the request. */
  readonly ignoresErrors: boolean;
  readonly paramKind: { readonly apiVersion: string; readonly kind: string } | undefined;
  readonly matchConstraints: JsonObject | undefined;
  readonly matchConditions: readonly Compiled[];
  readonly variables: readonly Variable[];
  readonly validations: readonly Validation[];
  readonly auditAnnotations: readonly { readonly key: string; readonly value: Compiled }[];
}

/** One validation of a policy. */
export interface Validation {
  readonly expression: Compiled;
  readonly message: string;
  readonly messageExpression: Compiled | undefined;
  readonly reason: string;
}

const compiledPolicies = new WeakMap<JsonObject, Policy>();

/**
 * Compiles a policy, once for each object. What does not compile fails when it is used, as in the API server.
 * Source: compilePolicy in k8s.io/apiserver pkg/admission/plugin/policy/validating/plugin.go.
 */
export function compilePolicy(policy: JsonObject): Policy {
  const known = compiledPolicies.get(policy);
  if (known) return known;
  const compiled = compile(policy);
  compiledPolicies.set(policy, compiled);
  return compiled;
}

function compile(policy: JsonObject): Policy {
  const spec = object(policy, 'spec');
  const paramKind = object(spec, 'paramKind');
  const types = new Map<string, Type>();
  const declarations: Declarations = {
    hasParams: paramKind !== undefined,
    hasAuthorizer: true,
    variables: types,
  };
  const variables = compileVariables(
    objects(spec, 'variables').map((variable) => ({
      name: text(variable, 'name'),
      expression: text(variable, 'expression'),
    })),
    declarations,
    types,
  );
  return {
    name: text(object(policy, 'metadata'), 'name'),
    ignoresErrors: text(spec, 'failurePolicy') === 'Ignore',
    paramKind: paramKind && {
      apiVersion: text(paramKind, 'apiVersion'),
      kind: text(paramKind, 'kind'),
    },
    matchConstraints: object(spec, 'matchConstraints'),
    matchConditions: objects(spec, 'matchConditions').map((condition) =>
      compileExpression(text(condition, 'expression'), declarations, [bool]),
    ),
    variables,
    validations: objects(spec, 'validations').map((validation) =>
      compileValidation(validation, declarations),
    ),
    auditAnnotations: objects(spec, 'auditAnnotations').map((annotation) => ({
      key: text(annotation, 'key'),
      value: compileExpression(text(annotation, 'valueExpression'), declarations, [
        string,
        nullType,
      ]),
    })),
  };
}

function compileValidation(validation: JsonObject, declarations: Declarations): Validation {
  const source = text(validation, 'messageExpression');
  const inMessages: Declarations = { ...declarations, hasAuthorizer: false };
  return {
    expression: compileExpression(text(validation, 'expression'), declarations, [bool]),
    message: text(validation, 'message'),
    messageExpression: source === '' ? undefined : compileExpression(source, inMessages, [string]),
    reason: optionalText(validation, 'reason') ?? 'Invalid',
  };
}
