import { KustomizeError } from '../error.ts';
import { readConfigDocument } from '../kustomization/config-document.ts';
import { LENIENT, list } from '../kustomization/decode.ts';
import { replacement as replacementFile } from '../kustomization/fields.ts';
import type {
  FieldOptions,
  Replacement,
  ReplacementEntry,
  ReplacementSource,
  ReplacementTarget,
} from '../kustomization/fields.ts';
import type { BuildContext } from '../load/context.ts';
import { loadFile, textOf } from '../load/loader.ts';
import type { Root } from '../load/loader.ts';
import { lookup, matchPath, splitPath } from '../references/field-path.ts';
import { setInStructuredText } from '../references/structured-text.ts';
import { effectiveNamespace, isSelectedBy } from '../resource/resource-id.ts';
import type { ResourceId } from '../resource/resource-id.ts';
import { scalarText } from '../resource/resource.ts';
import type { Resource } from '../resource/resource.ts';
import { compileSelector } from '../resource/selector.ts';
import { placeOf } from '../yaml/describe.ts';
import { changeText, overwriteNode, untaggedScalar } from '../yaml/edit.ts';
import { cloneNode, isNull } from '../yaml/node.ts';
import type { Node } from '../yaml/node.ts';
import type { Transform } from './pipeline.ts';

const DEFAULT_FIELD = 'metadata.name';

/** `replacements`: copies a value from one field to others. Files are read now. */
export function applyReplacements(
  context: BuildContext,
  root: Root,
  entries: readonly ReplacementEntry[],
): Transform {
  const replacements = entries.flatMap((entry) => readEntry(context, root, entry));
  return ({ resources }) => {
    for (const replacement of replacements) applyOne(context, resources, replacement);
  };
}

function readEntry(
  context: BuildContext,
  root: Root,
  entry: ReplacementEntry,
): readonly Replacement[] {
  if (!entry.path?.value) return [entry];
  const place = placeOf(entry.path.node);
  if (entry.source || entry.targets?.length) {
    throw new KustomizeError(
      'conflict',
      'the replacement has both a path and its own source or targets',
      { place, fix: 'keep one' },
    );
  }
  const file = loadFile(context, root, entry.path.value, place);
  const node = readConfigDocument(textOf(context, file), file.source);
  if (node?.kind === 'sequence') return list(replacementFile)(node, 'replacements', LENIENT);
  if (node?.kind === 'mapping') return [replacementFile(node, '', LENIENT)];
  throw new KustomizeError(
    'wrong-type',
    'a replacement file holds a replacement or a list of them',
    {
      place: { path: file.source.path },
      fix: 'write source and targets',
    },
  );
}

function applyOne(
  context: BuildContext,
  resources: readonly Resource[],
  replacement: Replacement,
): void {
  const place = placeOf(replacement.node);
  const { source, sourceValue, targets } = replacement;
  if ((source === undefined && sourceValue === undefined) || targets === undefined) {
    throw new KustomizeError(
      'missing-value',
      'a replacement needs a source and at least one target',
      {
        place,
        fix: 'add source (or sourceValue) and targets',
      },
    );
  }
  if (source && sourceValue !== undefined) {
    throw new KustomizeError('conflict', 'a replacement has both source and sourceValue', {
      place,
      fix: 'keep one',
    });
  }
  const value = source ? readSource(resources, source) : untaggedScalar(sourceValue ?? '');
  for (const target of targets) applyTarget(context, resources, value, target);
}

/** All ids of a resource as kustomize compares them here: the present one with the namespace as written. */
function idsOf(resource: Resource): ResourceId[] {
  return [{ ...resource.id, clusterScoped: false }, ...resource.previousIds];
}

function readSource(resources: readonly Resource[], source: ReplacementSource): Node {
  const place = placeOf(source.node);
  const { group = '', version = '', kind = '', name = '', namespace = '' } = source;
  const wanted: ResourceId = { group, version, kind, name, namespace, clusterScoped: false };
  const fits = (id: ResourceId): boolean =>
    (name === '' || name === id.name) &&
    (namespace === '' || effectiveNamespace(wanted) === effectiveNamespace(id)) &&
    isSelectedBy(id, wanted);
  const found = resources.filter((resource) => idsOf(resource).some(fits));
  const [resource, second] = found;
  if (!resource || second) {
    throw new KustomizeError(
      'no-match',
      resource
        ? `${found.length} resources match the source of a replacement`
        : 'no resource matches the source of a replacement',
      { place, fix: 'name kind, name and namespace of one resource' },
    );
  }
  const fieldPath = source.fieldPath || DEFAULT_FIELD;
  const node = lookup(resource.node, splitPath(fieldPath), place);
  if (!node || isNull(node) || isEmptyCollection(node)) {
    throw new KustomizeError('no-match', `the source of a replacement has no field ${fieldPath}`, {
      place,
      fix: 'correct fieldPath',
    });
  }
  return refine(node, source.options, place);
}

function isEmptyCollection(node: Node): boolean {
  return (
    (node.kind === 'mapping' && node.entries.length === 0) ||
    (node.kind === 'sequence' && node.items.length === 0)
  );
}

/** The part of a source that `delimiter` and `index` ask for. */
function refine(
  node: Node,
  options: FieldOptions | undefined,
  place: ReturnType<typeof placeOf>,
): Node {
  if (!options?.delimiter) return node;
  if (node.kind !== 'scalar') {
    throw new KustomizeError('wrong-type', 'a delimiter needs a single value', {
      place,
      fix: 'leave the delimiter out',
    });
  }
  const parts = node.value.split(options.delimiter);
  const index = options.index ?? 0;
  const part = parts[index];
  if (index < 0 || part === undefined) {
    throw new KustomizeError(
      'no-match',
      `index ${index} is out of the ${parts.length} parts of ${node.value}`,
      {
        place,
        fix: 'correct index or delimiter',
      },
    );
  }
  return { ...cloneNode(node), value: part };
}

function applyTarget(
  context: BuildContext,
  resources: readonly Resource[],
  value: Node,
  target: ReplacementTarget,
): void {
  const place = placeOf(target.node);
  if (!target.select) {
    throw new KustomizeError('missing-value', 'a target of a replacement selects nothing', {
      place,
      fix: 'add select',
    });
  }
  const select = compileSelector(target.select);
  const rejects = (target.reject ?? []).map((entry) => ({
    entry,
    compiled: compileSelector(entry),
  }));
  const fieldPaths = target.fieldPaths?.length
    ? target.fieldPaths
    : [{ value: DEFAULT_FIELD, node: target.node as Node }];
  let found = false;
  for (const resource of resources) {
    if (!select.metadata(resource)) continue;
    const rejectedByMetadata = rejects.some(
      ({ entry, compiled }) =>
        (entry.annotationSelector || entry.labelSelector) && compiled.metadata(resource),
    );
    if (rejectedByMetadata) continue;
    const ids = idsOf(resource);
    const rejectedById = rejects.some(({ entry, compiled }) => {
      if (!(entry.group || entry.version || entry.kind || entry.name || entry.namespace))
        return false;
      return ids.some(
        (id) => compiled.gvk(id) && compiled.name(id.name) && compiled.namespace(id.namespace),
      );
    });
    if (rejectedById) continue;
    if (!ids.some((id) => select.gvk(id) && select.name(id.name) && select.namespace(id.namespace)))
      continue;
    found = true;
    for (const { value: path, node } of fieldPaths)
      copyValue(resource, value, path, target.options, node);
  }
  if (found || !context.strict) return;
  throw new KustomizeError('no-match', 'no resource matches the target of a replacement', {
    place,
    fix: 'correct select, or remove the target',
  });
}

function copyValue(
  resource: Resource,
  value: Node,
  path: string,
  options: FieldOptions | undefined,
  at: Node,
): void {
  const place = placeOf(at);
  const create = options?.create ? value.kind : undefined;
  const parts = splitPath(path);
  if (setInStructuredText(resource.node, parts, value, create)) return;
  const fields = matchPath(resource.node, parts, create, place);
  if (fields.length === 0) {
    throw new KustomizeError(
      'no-match',
      `${resource.kind} ${resource.name} has no field ${path} for the replacement`,
      { place, fix: create ? 'correct the path' : 'correct the path, or set options.create' },
    );
  }
  for (const field of fields) writeValue(field, value, options, place);
  resource.settle();
}

/** Writes a value over a field: of a scalar only the text changes, its type stays and has to fit. */
function writeValue(
  field: Node,
  value: Node,
  options: FieldOptions | undefined,
  place: ReturnType<typeof placeOf>,
): void {
  const copy = cloneNode(value);
  if (options?.delimiter) {
    if (field.kind !== 'scalar') {
      throw new KustomizeError('wrong-type', 'a delimiter needs a single value in the target', {
        place,
        fix: 'leave the delimiter out',
      });
    }
    const parts = field.value.split(options.delimiter);
    const text = scalarText(value);
    const index = options.index ?? 0;
    if (index < 0) parts.unshift(text);
    else if (index >= parts.length) parts.push(text);
    else parts[index] = text;
    if (copy.kind === 'scalar') copy.value = parts.join(options.delimiter);
  }
  if (field.kind === 'scalar') changeText(field, scalarText(copy));
  else overwriteNode(field, copy);
}
