import { KustomizeError } from '../error.ts';
import { scalarText } from '../resource/resource.ts';
import { compareGoStrings } from '../yaml/json-value.ts';
import { describeNodeKind, placeOf } from '../yaml/describe.ts';
import { replaceField } from '../yaml/edit.ts';
import { findEntry, getField, isMissing, isNull, removeField } from '../yaml/node.ts';
import type { MappingNode, Node, SequenceNode } from '../yaml/node.ts';
import { mergeElements } from './associative-list.ts';
import { listDirective, mapDirective } from './directive.ts';
import { schemaOfField, schemaOfItems, schemaOfKind } from './merge-schema.ts';
import type { MergeSchema, MergeSchemas } from './merge-schema.ts';

/**
 * Applies a strategic merge patch as kustomize 5.8.1 does (kyaml merge2 and walk): maps merge, lists that the
 * schema gives merge keys merge element by element with new elements in front, other lists are replaced,
 * null removes, `$patch` directs. The target is edited in place and shares nodes with the patch afterwards.
 *
 * @returns the merged object, or undefined where the patch deletes it
 * Errors: a map against a scalar or list, or the reverse ('wrong-type'); an unknown `$patch` ('invalid-value').
 */
export function strategicMerge(
  target: MappingNode,
  patch: MappingNode,
  schemas: MergeSchemas,
): MappingNode | undefined {
  const merged = merge(schemas, target, patch, undefined, []);
  return merged?.kind === 'mapping' ? merged : undefined;
}

/** Merges `source` into `target`, either of which may be absent. Undefined means that the field goes. */
function merge(
  schemas: MergeSchemas,
  target: Node | undefined,
  source: Node | undefined,
  inherited: MergeSchema | undefined,
  path: readonly string[],
): Node | undefined {
  const lead = isMissing(target) ? (isMissing(source) ? undefined : source) : target;
  if (lead !== undefined) checkKinds(lead, target, source, path);
  const schema = inherited ?? schemaOfObject(schemas, target) ?? schemaOfObject(schemas, source);
  if (lead === undefined || lead.kind === 'mapping')
    return mergeMaps(schemas, target, source, schema, path);
  if (lead.kind === 'sequence' && schema?.keys) {
    return mergeLists(schemas, target as SequenceNode, source as SequenceNode, schema, path);
  }
  return source ?? target;
}

/** An object inside another brings its own schema, by its kind. */
function schemaOfObject(schemas: MergeSchemas, node: Node | undefined): MergeSchema | undefined {
  if (node?.kind !== 'mapping') return undefined;
  const kind = getField(node, 'kind');
  if (!kind) return undefined;
  return schemaOfKind(schemas, scalarText(getField(node, 'apiVersion')), scalarText(kind));
}

function checkKinds(
  lead: Node,
  target: Node | undefined,
  source: Node | undefined,
  path: readonly string[],
): void {
  for (const node of [target, source]) {
    if (isMissing(node) || node.kind === lead.kind) continue;
    throw new KustomizeError(
      'wrong-type',
      `the patch has ${describeNodeKind(node)} at ${path.join('.') || 'the top'} where the resource has ${describeNodeKind(lead)}`,
      {
        place: placeOf(node) ?? placeOf(lead),
        fix: 'write the same kind of value, or use a JSON patch',
      },
    );
  }
}

function mergeMaps(
  schemas: MergeSchemas,
  target: Node | undefined,
  source: Node | undefined,
  schema: MergeSchema | undefined,
  path: readonly string[],
): Node | undefined {
  let result: Node | undefined = target;
  let from = source;
  if (isMissing(target)) {
    if (source?.kind === 'mapping' && mapDirective(source) === 'delete') return undefined;
    if (source === undefined) {
      // A written null (`~`, `null`) outlives a patch that does not name it, an empty one does not.
      return target !== undefined && scalarText(target) !== '' ? target : undefined;
    }
    // What is new is merged with itself, which drops its nulls and obeys its directives.
    result = source;
  } else if (source !== undefined) {
    if (isNull(source)) return undefined;
    const directive = source.kind === 'mapping' ? mapDirective(source) : 'merge';
    if (directive === 'delete') return undefined;
    if (directive === 'replace') result = source;
  }
  if (result?.kind !== 'mapping') return result;
  from = from?.kind === 'mapping' ? from : undefined;
  mergeFields(schemas, result, from, schema, path);
  return result;
}

function mergeFields(
  schemas: MergeSchemas,
  target: MappingNode,
  source: MappingNode | undefined,
  schema: MergeSchema | undefined,
  path: readonly string[],
): void {
  for (const name of fieldNames(target, source)) {
    const before = getField(target, name);
    const added = source && findEntry(source, name);
    const patch = added?.value;
    if (patch === undefined && before?.kind === 'scalar' && !isNull(before)) continue;
    const inner = schemaOfField(schemas, schema, name);
    const merged = merge(schemas, before, patch, inner, [...path, name]);
    if (merged === undefined) removeField(target, name);
    else if (merged === before) continue;
    else if (isNull(merged)) removeField(target, name);
    else replaceField(target, name, merged, added?.key);
  }
}

function fieldNames(target: MappingNode, source: MappingNode | undefined): string[] {
  const names = target.entries.map(({ key }) => scalarText(key));
  if (!source || source === target) return names;
  const known = new Set(names);
  const added = source.entries.map(({ key }) => scalarText(key)).filter((name) => !known.has(name));
  return [...names, ...new Set(added.toSorted(compareGoStrings))];
}

function mergeLists(
  schemas: MergeSchemas,
  target: SequenceNode | undefined,
  source: SequenceNode | undefined,
  schema: MergeSchema,
  path: readonly string[],
): Node | undefined {
  let result = target;
  if (isMissing(target)) result = source;
  else if (source !== undefined) {
    if (isNull(source)) return undefined;
    const directive = listDirective(source);
    if (directive === 'delete') return undefined;
    if (directive === 'replace') result = source;
  }
  if (!result) return undefined;
  const items = schemaOfItems(schemas, schema);
  return mergeElements(result, source, schema.keys ?? [], (element, patch) =>
    merge(schemas, element, patch, items, path),
  );
}
