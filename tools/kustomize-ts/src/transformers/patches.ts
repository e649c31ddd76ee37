import { checkIds, dropDeleted, findByAnyId, markDeleted } from '../accumulate/accumulator.ts';
import type { Accumulated } from '../accumulate/accumulator.ts';
import { KustomizeError } from '../error.ts';
import type { Located } from '../kustomization/decode.ts';
import type { PatchEntry, Selector } from '../kustomization/fields.ts';
import type { BuildContext } from '../load/context.ts';
import { loadFile, textOf } from '../load/loader.ts';
import type { Root } from '../load/loader.ts';
import { applyJsonPatch, readOperations } from '../merge/json-patch.ts';
import type { Operation } from '../merge/json-patch.ts';
import { findDroppedElement, findLostValue } from '../merge/lost-data.ts';
import { schemaOfKind } from '../merge/merge-schema.ts';
import { strategicMerge } from '../merge/strategic-merge.ts';
import { readObjects } from '../resource/read-resources.ts';
import { Resource, scalarText } from '../resource/resource.ts';
import { selectResources } from '../resource/selector.ts';
import { parseJson } from '../yaml/parse-json.ts';
import { placeOf } from '../yaml/describe.ts';
import { inheritPlace, setScalarField } from '../yaml/edit.ts';
import { cloneNode, getField, getPath } from '../yaml/node.ts';
import { embeddedSource } from '../yaml/embedded-text.ts';
import type { MappingNode, Node, Source } from '../yaml/node.ts';
import { parseDocument } from '../yaml/parser.ts';
import { toJsonValueV11 } from '../yaml/v11.ts';
import { cloneShared } from '../yaml/clone.ts';
import type { Transform } from './pipeline.ts';

/** The text of a patch and where it stands. */
interface PatchText {
  readonly text: string;
  readonly source: Source;
  /** The entry of the kustomization that brings it. */
  readonly node: Node;
}

/** An entry of `patches`: strategic merge or JSON patch, whichever its text is. */
export function applyPatchEntry(context: BuildContext, root: Root, entry: PatchEntry): Transform {
  const patch = patchText(context, root, entry);
  if (looksLikeList(patch.text)) {
    const operations = readOperationsOf(patch);
    return (accumulated) => applyOperations(context, accumulated, entry, operations);
  }
  // An object is no list of operations, so a text that reads as objects is nothing else.
  const strategic = attempt(() => readObjects(patch.text, patch.source));
  if (strategic.value) return strategicTransform(context, strategic.value, entry, patch);
  const operations = attempt(() => readOperationsOf(patch)).value;
  if (!operations) throw strategic.error;
  return (accumulated) => applyOperations(context, accumulated, entry, operations);
}

/** `patchesStrategicMerge`: files or texts of strategic merge patches; `text` holds more of them. */
export function applyStrategicMerge(
  context: BuildContext,
  root: Root,
  entries: readonly Located<string>[],
  text?: Located<string>,
): Transform {
  const patches = entries.flatMap((entry) => {
    // A text is tried first, as kustomize does: a path is no object.
    const inline = attempt(() => readObjects(entry.value, embeddedSource(entry.node)));
    if (inline.value) return inline.value;
    if (entry.value.includes('\n')) throw inline.error;
    const file = loadFile(context, root, entry.value, placeOf(entry.node));
    return readObjects(textOf(context, file), file.source);
  });
  if (text) patches.push(...readObjects(text.value, embeddedSource(text.node)));
  if (patches.length === 0) {
    throw new KustomizeError('missing-value', 'there is no strategic merge patch', {
      place: placeOf(text?.node ?? entries[0]?.node),
      fix: 'add one, or remove the field',
    });
  }
  return (accumulated) => {
    for (const object of patches) {
      const patch = new Resource(cloneShared(object), context.schema);
      const target = findByAnyId(accumulated, patch.id, placeOf(object));
      mergeIntoAll(context, accumulated, [target], patch, {});
    }
  };
}

/** An entry of `patchesJson6902`. */
export function applyJsonPatchEntry(
  context: BuildContext,
  root: Root,
  entry: PatchEntry,
): Transform {
  const patch = patchText(context, root, entry);
  const operations = readOperationsOf(patch);
  if (!entry.target?.name || operations.length === 0) {
    throw new KustomizeError(
      'missing-value',
      operations.length === 0
        ? 'the JSON patch is empty'
        : 'the target of a JSON patch has no name',
      {
        place: placeOf(entry.node),
        fix: operations.length === 0 ? 'add an operation' : 'add target.name',
      },
    );
  }
  return (accumulated) => applyOperations(context, accumulated, entry, operations, false);
}

function patchText(
  context: BuildContext,
  root: Root,
  { path, patch, node }: PatchEntry,
): PatchText {
  const inline = patch?.value.trim() ?? '';
  const begin = /^\s*/.exec(patch?.value ?? '')?.[0].split('\n').length ?? 1;
  const place = placeOf(node);
  if (inline === '' && !path?.value) {
    throw new KustomizeError('missing-value', 'the patch has neither path nor patch', {
      place,
      fix: 'name a file under path, or write the patch under patch',
    });
  }
  if (inline !== '' && path?.value) {
    throw new KustomizeError('conflict', 'the patch has both path and patch', {
      place,
      fix: 'keep one',
    });
  }
  if (inline !== '' && patch) {
    return { text: inline, source: embeddedSource(patch.node, begin), node: patch.node };
  }
  const file = loadFile(context, root, path!.value, placeOf(path!.node));
  return { text: textOf(context, file), source: file.source, node: path!.node };
}

/** Whether the first thing in the text is a list, so that it can only be a JSON patch. */
function looksLikeList(text: string): boolean {
  return /^\s*(?:#.*\n\s*)*(?:-\s|\[)/.test(text);
}

type Attempt<T> =
  | { readonly value: T; readonly error?: undefined }
  | { readonly value?: undefined; readonly error: unknown };

function attempt<T>(read: () => T): Attempt<T> {
  try {
    return { value: read() };
  } catch (error) {
    return { error };
  }
}

function readOperationsOf({ text, source, node }: PatchText): Operation[] {
  const place = placeOf(node);
  if (text === '') {
    throw new KustomizeError('missing-value', 'the JSON patch is empty', {
      place,
      fix: 'add an operation',
    });
  }
  if (text.startsWith('[')) {
    // JSON is YAML, except for what does not matter for places.
    const document = attempt(() => parseDocument(text, { source }));
    return readOperations(parseJson(text, source), document.value, place);
  }
  const document = parseDocument(text, { source, dialect: '1.1' });
  return readOperations(document ? toJsonValueV11(document) : null, document, place);
}

/** Strategic merge patches of one entry: into the target, or each into the one resource of its id. */
function strategicTransform(
  context: BuildContext,
  objects: readonly MappingNode[],
  entry: PatchEntry,
  patch: PatchText,
): Transform {
  const { target, options = {} } = entry;
  const [first] = objects;
  if (!first) return () => {};
  if (target) {
    if (objects.length > 1) {
      throw new KustomizeError('conflict', 'several strategic merge patches share one target', {
        place: placeOf(patch.node),
        fix: 'give each an entry of its own, or leave the target out',
      });
    }
    return (accumulated) => {
      const selected = selectTargets(context, accumulated.resources, target);
      mergeIntoAll(
        context,
        accumulated,
        selected,
        new Resource(cloneShared(first), context.schema),
        options,
      );
    };
  }
  return (accumulated) => {
    for (const object of objects) {
      const single = new Resource(cloneShared(object), context.schema);
      const resource = findByAnyId(accumulated, single.id, placeOf(object));
      mergeIntoOne(context, accumulated, resource, single, object, options);
      if (patchChangesIds(entry)) accumulated.index = undefined;
    }
  };
}

/** Whether a patch may change names or kinds, so that resources have to be looked for anew. */
export function patchChangesIds({ target, options }: PatchEntry): boolean {
  return target !== undefined || Boolean(options?.allowNameChange || options?.allowKindChange);
}

interface PatchOptions {
  readonly allowNameChange?: boolean;
  readonly allowKindChange?: boolean;
}

/** Merges a copy of the patch into each. Labels and annotations of the patch become texts first, so that null does not remove them. */
function mergeIntoAll(
  context: BuildContext,
  accumulated: Accumulated,
  selected: readonly Resource[],
  patch: Resource,
  options: PatchOptions,
): void {
  const chosen = new Set(selected);
  for (const resource of accumulated.resources) {
    if (!chosen.has(resource)) continue;
    const copy = patch.clone();
    copy.setLabels(copy.labels);
    copy.setAnnotations(copy.annotations);
    setScalarField(copy.node, 'apiVersion', resource.apiVersion);
    mergeIntoOne(context, accumulated, resource, copy, patch.node, options);
  }
  dropDeleted(accumulated);
  checkIds(accumulated);
}

const IDENTITY = [['apiVersion'], ['kind'], ['metadata', 'name'], ['metadata', 'namespace']];

/** Merges a patch, which is used up; `written` is the patch as it was written. */
function mergeIntoOne(
  context: BuildContext,
  accumulated: Accumulated,
  resource: Resource,
  patch: Resource,
  written: MappingNode,
  { allowNameChange, allowKindChange }: PatchOptions,
): void {
  const { name, namespace, kind } = resource;
  const identity = IDENTITY.map((path) => {
    const node = getPath(resource.node, ...path);
    return node && { ...node };
  });
  if (allowNameChange || allowKindChange) resource.rememberId();
  const schemas = resource.schema.mergeSchemas();
  const isKnown = schemaOfKind(schemas, resource.apiVersion, kind) !== undefined;
  const before = context.strict && !isKnown ? cloneNode(resource.node) : undefined;
  const merged = strategicMerge(resource.node, patch.node, schemas);
  // A patch that replaces the whole object does nothing: kustomize drops what it made.
  if (!merged || resource.node.entries.length === 0) {
    markDeleted(accumulated, resource);
    return;
  }
  checkMerge(context, written, resource, before);
  if (!allowKindChange) resource.setKind(kind);
  if (!allowNameChange) resource.setName(name);
  resource.setNamespace(namespace);
  resource.settle();
  // A patch names what it is for; that is not where the resource has it from.
  for (const [i, path] of IDENTITY.entries()) {
    const [old, now] = [identity[i], getPath(resource.node, ...path)];
    if (old?.kind === 'scalar' && now?.kind === 'scalar' && old.value === now.value)
      inheritPlace(now, old);
  }
}

/** Says what a merge lost: a warning, or an error in strict mode. `before` is given where the kind has no merge keys. */
function checkMerge(
  context: BuildContext,
  patch: MappingNode,
  { node, kind }: Resource,
  before: MappingNode | undefined,
): void {
  const lost = findLostValue(patch, node);
  if (lost) {
    const error = new KustomizeError(
      'lost-data',
      'kustomize 5.8.1 loses this part of the patch (its list has several merge keys, or one of them twice)',
      {
        place: placeOf(lost),
        fix: 'give every element of the list, in the resource too, all merge keys (ports: the number and the protocol), or use a JSON patch',
      },
    );
    if (context.strict) throw error;
    context.warnings.push(`# Warning: ${error.message}`);
  }
  const dropped = before && findDroppedElement(before, patch, node);
  if (!dropped) return;
  const name = scalarText(getField(dropped.element, 'name'));
  const place = placeOf(dropped.element);
  throw new KustomizeError(
    'lost-data',
    `the patch replaces the whole list, as that of every kind without a schema, and drops the element ${name || 'which is not in it'}${place ? ` (${place.path}:${place.line})` : ''} of the ${kind}`,
    {
      place: placeOf(dropped.list),
      fix: 'use a JSON patch, which says what changes, or give the merge keys with openapi',
    },
  );
}

function applyOperations(
  context: BuildContext,
  { resources }: Accumulated,
  { target, node }: PatchEntry,
  operations: readonly Operation[],
  rememberId = true,
): void {
  const place = placeOf(node);
  if (operations.length === 0) return;
  if (!target) {
    throw new KustomizeError('missing-value', 'a JSON patch needs a target', {
      place,
      fix: 'add target',
    });
  }
  for (const resource of selectTargets(context, resources, target)) {
    if (rememberId) resource.rememberId();
    const { hasNotes } = resource;
    resource.node = applyJsonPatch(resource.node, operations, place);
    resource.setAnnotations(resource.annotations);
    if (hasNotes) resource.addNotes();
  }
}

function selectTargets(
  context: BuildContext,
  resources: readonly Resource[],
  target: Selector,
): Resource[] {
  const selected = selectResources(resources, target);
  if (selected.length > 0 || !context.strict) return selected;
  throw new KustomizeError('no-match', 'no resource matches the target of the patch', {
    place: placeOf(target.node),
    fix: 'correct the target, or remove the patch',
  });
}
