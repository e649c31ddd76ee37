import { posix } from 'node:path';
import type { Accumulated } from '../accumulate/accumulator.ts';
import { ORIGIN_ANNOTATION, setOrigin } from '../accumulate/origin.ts';
import { KustomizeError } from '../error.ts';
import type { ConfigMapEntry, GeneratorOptions, SecretEntry } from '../kustomization/fields.ts';
import type { KustomizationFile } from '../kustomization/read.ts';
import type { BuildContext } from '../load/context.ts';
import type { Root } from '../load/loader.ts';
import { describeId, sameId } from '../resource/resource-id.ts';
import { Resource, textMap } from '../resource/resource.ts';
import { placeOf } from '../yaml/describe.ts';
import { textNode } from '../yaml/edit.ts';
import { getField, mappingNode, removeField, setField } from '../yaml/node.ts';
import type { MappingNode } from '../yaml/node.ts';
import { compareGoStrings } from '../yaml/json-value.ts';
import { makeConfigMap } from './config-map.ts';
import { makeSecret } from './secret.ts';

/** `configMapGenerator` and `secretGenerator`, in kustomize's order: ConfigMaps first. */
export function generate(
  context: BuildContext,
  root: Root,
  file: KustomizationFile,
  into: Accumulated,
): void {
  const { configMapGenerator = [], secretGenerator = [], generatorOptions } = file.fields;
  const add = (object: MappingNode, entry: Entry, kind: string): void => {
    const made = finish(object, entry, mergeOptions(entry.options, generatorOptions));
    if (context.recordOrigins)
      setOrigin(made, { configuredIn: posix.join(root.trail, file.fileName), kind });
    absorb(into, made, entry);
  };
  for (const entry of configMapGenerator)
    add(makeConfigMap(context, root, entry), entry, 'ConfigMapGenerator');
  for (const entry of secretGenerator)
    add(makeSecret(context, root, entry), entry, 'SecretGenerator');
}

type Entry = ConfigMapEntry | SecretEntry;
type Options = Omit<GeneratorOptions, 'node'>;

/** The options of an entry with those of the kustomization added; a switch that is on anywhere is on. */
function mergeOptions(
  local: GeneratorOptions | undefined,
  global: GeneratorOptions | undefined,
): Options {
  if (!global) return local ?? {};
  return {
    labels: new Map([...(global.labels ?? []), ...(local?.labels ?? [])]),
    annotations: new Map([...(global.annotations ?? []), ...(local?.annotations ?? [])]),
    disableNameSuffixHash: Boolean(local?.disableNameSuffixHash || global.disableNameSuffixHash),
    immutable: Boolean(local?.immutable || global.immutable),
  };
}

function finish(object: MappingNode, entry: Entry, options: Options): Resource {
  const { source, line, column } = entry.node;
  const resource = new Resource(Object.assign(object, { source, line, column }));
  if (options.labels?.size) resource.setLabels(options.labels);
  if (options.annotations?.size) resource.setAnnotations(options.annotations);
  if (options.immutable) {
    setField(object, 'immutable', {
      kind: 'scalar',
      tag: '!!bool',
      value: 'true',
      style: 'plain',
      line: 0,
      column: 0,
    });
  }
  resource.needsHash = !options.disableNameSuffixHash;
  const behavior = entry.behavior;
  resource.generated = {
    behavior:
      behavior === 'merge' || behavior === 'replace' || behavior === 'create'
        ? behavior
        : 'unspecified',
  };
  return resource;
}

/** Adds what was generated, or lets it replace or extend what is there (kustomize's appendReplaceOrMerge). */
function absorb(into: Accumulated, made: Resource, entry: Entry): void {
  const { id } = made;
  const behavior = made.generated?.behavior ?? 'unspecified';
  const inherits = behavior === 'merge' || behavior === 'replace';
  const matches = into.resources.filter((resource) => resource.hasOrHadId(id));
  const fail = (reason: string, fix: string): KustomizeError =>
    new KustomizeError('conflict', `${describeId(id)} ${reason}`, {
      place: placeOf(entry.node),
      fix,
    });
  const [old] = matches;
  if (!old) {
    if (inherits)
      throw fail(
        'is not there, so there is nothing to merge with or to replace',
        'correct the name or namespace, or leave out behavior',
      );
    into.resources.push(made);
    return;
  }
  if (matches.length > 1) throw fail('matches several resources', 'give the namespace');
  if (!inherits)
    throw fail('is there already', 'set behavior to merge or replace, or choose another name');
  inherit(made, old, behavior === 'merge');
  if (!sameId(made.id, old.id))
    throw fail('cannot take the place of what it matches', 'correct the name or namespace');
  into.resources[into.resources.indexOf(old)] = made;
}

/** Takes over name, metadata and past of the resource that is replaced; with `merge` its data too. */
function inherit(made: Resource, old: Resource, merge: boolean): void {
  made.setLabels(new Map([...old.labels, ...made.labels]));
  const origin = merge ? old.annotations.get(ORIGIN_ANNOTATION) : undefined;
  const annotations = new Map([...old.annotations, ...made.annotations]);
  if (origin !== undefined) annotations.set(ORIGIN_ANNOTATION, origin);
  made.setAnnotations(annotations);
  made.needsHash = made.needsHash && old.needsHash;
  made.setName(old.name);
  made.setNamespace(old.namespace);
  made.previous = [...old.previous];
  made.prefixes = [...old.prefixes];
  made.suffixes = [...old.suffixes];
  made.variables = [...old.variables];
  made.generated = old.generated;
  if (!merge) return;
  for (const key of ['data', 'binaryData']) {
    const data = new Map([
      ...textMap(getField(old.node, key)),
      ...textMap(getField(made.node, key)),
    ]);
    const before = [removeField(made.node, key), getField(old.node, key)];
    if (data.size === 0) continue;
    const entries = [...data].toSorted(([a], [b]) => compareGoStrings(a, b));
    const nodes = entries.map(([name, value]) => {
      const written = getField(before[0], name) ?? getField(before[1], name);
      const { source, line = 0, column = 0 } = written ?? {};
      return [name, { ...textNode(value), source, line, column }] as const;
    });
    setField(made.node, key, mappingNode(nodes));
  }
}
