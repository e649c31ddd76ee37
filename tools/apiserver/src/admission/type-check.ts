import type { JsonObject } from 'kustomize-ts';
import type { Environment } from '../cel/check/environment.ts';
import { dyn, struct, type Type } from '../cel/check/types.ts';
import { declareSchema } from '../cel/crd/declare.ts';
import { celEngine } from '../cel/engine.ts';
import { compareText } from '../cel/run/equal.ts';
import { object, objects, text, texts } from '../field/read.ts';
import { goKind, goTypeOf, kindOfResource, type GoKind } from '../schema/types.ts';
import { compileVariables } from './compile-expression.ts';
import type { Declarations } from './environment.ts';
import { policyEnvironment } from './environment.ts';
import { schemaTypes, type SchemaTypes } from './schema-types.ts';

/** What the API server writes into `status.typeChecking.expressionWarnings` of a policy. */
export interface ExpressionWarning {
  readonly field: string;
  readonly warning: string;
}

const maxTypes = 10;

/**
 * Checks the validations of a policy against the schemas of the resources that it names.
 * Source: k8s.io/apiserver pkg/admission/plugin/policy/validating/typechecking.go.
 */
export function typeCheck(policy: JsonObject): readonly ExpressionWarning[] {
  const spec = object(policy, 'spec');
  const targets = kindsOf(spec).flatMap((kind) => {
    const target = checkTarget(spec, kind);
    return target ? [target] : [];
  });
  return objects(spec, 'validations').flatMap((validation, index) =>
    ['expression', 'messageExpression'].flatMap((key) => {
      const source = text(validation, key);
      const found = source === '' ? [] : targets.flatMap((target) => problemOf(source, target));
      return found.length === 0
        ? []
        : [{ field: `spec.validations[${index}].${key}`, warning: found.join('\n') }];
    }),
  );
}

interface CheckedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

function kindsOf(spec: JsonObject | undefined): readonly CheckedKind[] {
  const kinds = new Map<string, CheckedKind>();
  for (const rule of objects(object(spec, 'matchConstraints'), 'resourceRules')) {
    let count = 0;
    for (const found of kindsOfRule(rule)) {
      kinds.set(nameOf(found), found);
      count += 1;
      if (count === maxTypes) return sorted(kinds);
    }
  }
  return sorted(kinds);
}

function sorted(kinds: ReadonlyMap<string, CheckedKind>): readonly CheckedKind[] {
  return [...kinds.values()].toSorted(
    (left, right) =>
      compareText(left.group, right.group) ||
      compareText(left.version, right.version) ||
      compareText(left.kind, right.kind),
  );
}

function kindsOfRule(rule: JsonObject): readonly CheckedKind[] {
  const groups = texts(rule, 'apiGroups').toSorted(compareText);
  const versions = texts(rule, 'apiVersions').toSorted(compareText);
  const resources = texts(rule, 'resources')
    .filter((resource) => !/[*/]/u.test(resource))
    .toSorted(compareText);
  if ([...groups, ...versions].some((name) => name.includes('*'))) return [];
  return groups.flatMap((group) =>
    versions.flatMap((version) =>
      resources.flatMap((resource) => {
        const kind = kindOfResource(group === '' ? version : `${group}/${version}`, resource);
        return kind === undefined ? [] : [{ group, version, kind }];
      }),
    ),
  );
}

function nameOf({ group, version, kind }: CheckedKind): string {
  return `${group}/${version}, Kind=${kind}`;
}

interface Target {
  readonly name: string;
  readonly environment: Environment;
}

function checkTarget(spec: JsonObject | undefined, kind: CheckedKind): Target | undefined {
  const go = goKind(kind.group === '' ? kind.version : `${kind.group}/${kind.version}`, kind.kind);
  if (!go) return undefined;
  const { type, structs } = typesOf(go, kind.kind);
  const params = paramTypes(object(spec, 'paramKind'));
  const variables = new Map<string, Type>();
  const declarations: Declarations = {
    hasParams: object(spec, 'paramKind') !== undefined,
    hasAuthorizer: true,
    variables,
    object: type,
    params: params?.type,
    structs: new Map([...structs, ...(params?.structs ?? [])]),
  };
  const given = objects(spec, 'variables').map((variable) => ({
    name: text(variable, 'name'),
    expression: text(variable, 'expression'),
  }));
  compileVariables(given, declarations, variables);
  return { name: nameOf(kind), environment: policyEnvironment(declarations) };
}

function paramTypes(paramKind: JsonObject | undefined): SchemaTypes | undefined {
  const go = goKind(text(paramKind, 'apiVersion'), text(paramKind, 'kind'));
  return go && typesOf(go, 'params');
}

/** Custom resources have the types of their definition, and the metadata of all objects. */
function typesOf({ type, custom }: GoKind, name: string): SchemaTypes {
  if (custom === undefined) return schemaTypes(type, name);
  const own = declareSchema(custom.schema, true);
  const metadata = schemaTypes(goTypeOf('meta/v1.ObjectMeta'), `${name}.metadata`);
  const structs = [...own.structs].map(([path, fields]) => {
    const types = [...fields].map(([key, field]) => [key, renamed(field, name)] as const);
    return [renamedPath(path, name), new Map(types)] as const;
  });
  return {
    type: own.type === undefined ? dyn : renamed(own.type, name),
    structs: new Map([...structs, ...metadata.structs]),
  };
}

/** The rules of a definition call the object `self`. */
function renamed(type: Type, name: string): Type {
  if (type.kind === 'struct') return struct(renamedPath(type.name, name));
  return { ...type, params: type.params.map((param) => renamed(param, name)) };
}

function renamedPath(path: string, name: string): string {
  return path.replace(/^self/u, name);
}

/** What is wrong when it only fails to run is no warning. */
function problemOf(source: string, { name, environment }: Target): readonly string[] {
  const program = celEngine.compile(source, environment);
  return 'issues' in program && program.stage === 'check' ? [`${name}: ${program.issues}\n`] : [];
}
