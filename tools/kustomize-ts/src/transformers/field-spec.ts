import { KustomizeError } from '../error.ts';
import { isSelectedBy, parseApiVersion } from '../resource/resource-id.ts';
import type { Gvk } from '../resource/resource-id.ts';
import { scalarText } from '../resource/resource.ts';
import { describeNodeKind, placeOf } from '../yaml/describe.ts';
import { newField, overwriteNode } from '../yaml/edit.ts';
import {
  findEntry,
  getField,
  isNull,
  mappingNode,
  sequenceNode,
  stringNode,
} from '../yaml/node.ts';
import type { MappingNode, Node } from '../yaml/node.ts';

/** Where a transformer acts: `a/b/c` in objects of a kind; lists on the way are entered without being named. */
export interface FieldSpec extends Gvk {
  readonly path: string;
  /** Make the field, and what is missing on the way, where it is not there. */
  readonly create: boolean;
}

/** What is made at the end of a path with `create`: nothing, or an empty node of that kind. */
export type CreateKind = 'scalar' | 'mapping' | undefined;

const splitPaths = new Map<string, readonly string[]>();

/** Splits `a/b/c`; `\/` stands for a slash within a name, one leading slash is allowed. */
function splitFieldPath(path: string): readonly string[] {
  let parts = splitPaths.get(path);
  if (!parts) {
    parts = splitEscaped(path, '/');
    splitPaths.set(path, parts);
  }
  return parts;
}

/** Splits at a delimiter that a backslash in front makes ordinary (kyaml's PathSplitter). */
export function splitEscaped(path: string, delimiter: string): string[] {
  let pieces = path.split(delimiter);
  if (pieces.length > 1 && pieces[0] === '') pieces = pieces.slice(1);
  const result = [pieces[0] ?? ''];
  for (const piece of pieces.slice(1)) {
    const last = result.at(-1) ?? '';
    if (last.endsWith('\\')) result[result.length - 1] = `${last.slice(0, -1)}${delimiter}${piece}`;
    else result.push(piece);
  }
  return result;
}

/**
 * Calls `set` for every node that the spec leads to in the object.
 * Errors: a scalar in the middle of the path ('wrong-type').
 */
export function applyFieldSpec(
  object: MappingNode,
  spec: FieldSpec,
  createKind: CreateKind,
  set: (node: Node) => void,
): void {
  const { group, version } = parseApiVersion(scalarText(getField(object, 'apiVersion')));
  const gvk = { group, version, kind: scalarText(getField(object, 'kind')) };
  if (!isSelectedBy(gvk, spec)) return;
  walk(object, splitFieldPath(spec.path), 0, spec, createKind, set);
}

function walk(
  node: Node,
  path: readonly string[],
  depth: number,
  spec: FieldSpec,
  createKind: CreateKind,
  set: (node: Node) => void,
): void {
  if (depth === path.length) {
    set(node);
    return;
  }
  if (isNull(node)) return;
  if (node.kind === 'sequence') {
    for (const item of node.items) walk(item, path, depth, spec, createKind, set);
    return;
  }
  if (node.kind !== 'mapping') {
    throw new KustomizeError(
      'wrong-type',
      `the field ${path.slice(0, depth).join('.')} on the way to ${path.join('.')} is ${describeNodeKind(node)}, not a mapping or a list`,
      { place: placeOf(node), fix: 'give the field the type that its kind has' },
    );
  }
  const field = stepInto(node, path, depth, spec.create ? createKind : undefined);
  if (field) walk(field, path, depth + 1, spec, createKind, set);
}

/** The field below the next name of the path; made, or turned from null into what it has to be, where asked. */
function stepInto(
  node: MappingNode,
  path: readonly string[],
  depth: number,
  createKind: CreateKind,
): Node | undefined {
  const part = path[depth]!;
  const isList = part.endsWith('[]');
  const name = isList ? part.slice(0, -2) : part;
  const entry = findEntry(node, name);
  const wanted =
    isList || !createKind ? undefined : depth === path.length - 1 ? createKind : 'mapping';
  if (!entry) return wanted ? newField(node, name, wanted) : undefined;
  // A null on the way becomes what the path says it is, and stays so in the output.
  if (isNull(entry.value)) {
    if (isList) overwriteNode(entry.value, sequenceNode());
    else if (wanted === 'mapping') overwriteNode(entry.value, mappingNode());
    else if (wanted === 'scalar') overwriteNode(entry.value, stringNode(''));
  }
  return entry.value;
}

/**
 * Adds a spec to a list unless one that covers it is there (kustomize's FsSlice.MergeOne).
 * Errors: the same path with another `create` ('conflict').
 */
export function mergeFieldSpec(
  specs: readonly FieldSpec[],
  added: FieldSpec,
): readonly FieldSpec[] {
  const same = specs.find((spec) => isSelectedBy(spec, added) && spec.path === added.path);
  if (!same) return [...specs, added];
  if (same.create !== added.create) {
    throw new KustomizeError(
      'conflict',
      `the field path ${added.path} is configured twice, once with create and once without`,
      { fix: 'give both the same create' },
    );
  }
  return specs;
}

/** {@link mergeFieldSpec} for a whole list. */
export function mergeFieldSpecs(
  specs: readonly FieldSpec[],
  added: readonly FieldSpec[],
): readonly FieldSpec[] {
  if (specs.length === 0 && added.length === 0) return specs;
  return added.reduce(mergeFieldSpec, specs);
}
