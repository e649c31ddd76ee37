import { KustomizeError } from '../error.ts';
import type { VariableEntry } from '../kustomization/fields.ts';
import { parseApiVersion, sameGvk, sameId } from '../resource/resource-id.ts';
import type { ResourceId } from '../resource/resource-id.ts';
import type { Resource } from '../resource/resource.ts';
import { applyFieldSpec } from '../transformers/field-spec.ts';
import type { FieldSpec } from '../transformers/field-spec.ts';
import { placeOf } from '../yaml/describe.ts';
import { isNull } from '../yaml/node.ts';
import type { Node, ScalarNode } from '../yaml/node.ts';
import { lookup, splitPath } from './field-path.ts';

/** Notes on each resource which variables read from it. Errors: one variable, several resources ('conflict'). */
export function markVariables(
  resources: readonly Resource[],
  variables: readonly VariableEntry[],
): void {
  for (const variable of variables) {
    const wanted = targetOf(variable);
    const fits = (id: ResourceId): boolean =>
      wanted.namespace === '' ? id.name === wanted.name && sameGvk(id, wanted) : sameId(wanted, id);
    const found = resources.filter(
      (resource) => fits(resource.id) || resource.previousIds.some(fits),
    );
    if (found.length > 1) {
      throw new KustomizeError(
        'conflict',
        `the variable ${variable.name ?? ''} fits ${found.length} resources`,
        {
          place: placeOf(variable.node),
          fix: 'add objref.namespace',
        },
      );
    }
    found[0]?.variables.push(variable.name ?? '');
  }
}

function targetOf({ objref }: VariableEntry): ResourceId {
  const {
    apiVersion = '',
    group = '',
    version = '',
    kind = '',
    name = '',
    namespace = '',
  } = objref ?? {};
  const gvk = apiVersion === '' ? { group, version } : parseApiVersion(apiVersion);
  return { ...gvk, kind, name, namespace, clusterScoped: false };
}

type Value = string | number | boolean | undefined;

/**
 * Replaces `$(NAME)` in the fields of the specs. A field that is nothing else takes the type of the value;
 * `$$` is a dollar; unknown names and values that are maps or lists stay as they are.
 * Errors: a variable whose resource or field is not there ('no-match').
 */
export function resolveVariables(
  resources: readonly Resource[],
  variables: ReadonlyMap<string, VariableEntry>,
  specs: readonly FieldSpec[],
): void {
  if (variables.size === 0) return;
  const values = new Map<string, Value>();
  for (const [name, variable] of variables) values.set(name, valueOf(resources, variable));
  for (const { node } of resources) {
    for (const spec of specs)
      applyFieldSpec(node, spec, undefined, (field) => replaceIn(field, values));
  }
}

function valueOf(resources: readonly Resource[], variable: VariableEntry): Value {
  const place = placeOf(variable.node);
  const name = variable.name ?? '';
  const resource = resources.find(({ variables }) => variables.includes(name));
  const path = variable.fieldref?.fieldPath || 'metadata.name';
  const parts = splitPath(path).flatMap((part) => {
    const match = /^(.*)\[(\d+)\]$/.exec(part);
    return match ? [match[1] ?? '', match[2] ?? ''].filter((piece) => piece !== '') : [part];
  });
  const field = resource && lookup(resource.node, parts, place);
  if (!field) {
    throw new KustomizeError(
      'no-match',
      resource
        ? `the variable ${name} reads ${path}, which is not there`
        : `the variable ${name} reads from a resource that is not there`,
      { place, fix: 'correct objref and fieldref' },
    );
  }
  if (field.kind !== 'scalar') return undefined;
  switch (field.tag) {
    case '!!int':
    case '!!float':
      return Number(field.value);
    case '!!bool':
      return field.value.toLowerCase() === 'true';
    default:
      return field.value;
  }
}

function replaceIn(field: Node, values: ReadonlyMap<string, Value>): void {
  if (isNull(field)) return;
  if (field.kind === 'scalar') {
    if (field.tag === '!!str') setValue(field, expand(field.value, values));
  } else if (field.kind === 'mapping') {
    for (const { value } of field.entries) {
      if (value.kind === 'scalar' && value.tag === '!!str')
        setValue(value, expand(value.value, values));
    }
  } else if (field.kind === 'sequence') {
    for (const item of field.items) {
      if (item.kind !== 'scalar' || item.tag !== '!!str') {
        throw new KustomizeError('wrong-type', 'variables are replaced in lists of strings only', {
          place: placeOf(item),
          fix: 'put the value in quotes',
        });
      }
      setValue(item, expand(item.value, values));
    }
  }
}

function setValue(node: ScalarNode, value: Exclude<Value, undefined>): void {
  node.value = String(value);
  node.tag =
    typeof value === 'string'
      ? '!!str'
      : typeof value === 'boolean'
        ? '!!bool'
        : Number.isInteger(value)
          ? '!!int'
          : '!!float';
  node.style = node.tag === '!!str' && node.value.includes('\n') ? 'literal' : 'plain';
}

function expand(text: string, values: ReadonlyMap<string, Value>): Exclude<Value, undefined> {
  let result = '';
  for (let i = 0; i < text.length; i++) {
    const next = text[i + 1];
    if (text[i] !== '$' || next === undefined) {
      result += text[i];
      continue;
    }
    const close = next === '(' ? text.indexOf(')', i) : -1;
    if (close < 0) {
      result += next === '$' ? '$' : `$${next}`;
      i++;
      continue;
    }
    const name = text.slice(i + 2, close);
    const value = values.get(name) ?? `$(${name})`;
    if (i === 0 && close === text.length - 1) return value;
    result += String(value);
    i = close;
  }
  return result;
}
