import { appendResources, matchAnyId } from '../accumulate/accumulator.ts';
import type { Accumulated } from '../accumulate/accumulator.ts';
import { hasOrigin, ORIGIN_ANNOTATION, setOrigin } from '../accumulate/origin.ts';
import type { Origin } from '../accumulate/origin.ts';
import { KustomizeError } from '../error.ts';
import type {
  ConfigMapEntry,
  GeneratorOptions,
  KustomizationFields,
  SecretEntry,
} from '../kustomization/fields.ts';
import type { BuildContext } from '../load/context.ts';
import type { Root } from '../load/loader.ts';
import { describeId, sameId } from '../resource/resource-id.ts';
import { Resource, textMap } from '../resource/resource.ts';
import { placeOf } from '../yaml/describe.ts';
import { inheritPlace, textNode, untaggedMap } from '../yaml/edit.ts';
import { getField, removeField, setField } from '../yaml/node.ts';
import type { MappingNode, Node } from '../yaml/node.ts';
import { compareGoStrings } from '../yaml/json-value.ts';
import { makeConfigMap } from './config-map.ts';
import { makeSecret } from './secret.ts';

/** What makes an object. */
export interface Generator {
  readonly kind: string;
  /** The field of the kustomization that asks for it. */
  readonly by: string;
  readonly generate: () => Resource;
  /** What asked for it. */
  readonly node: Node;
  /** Where it is configured, if that is not the kustomization itself. */
  readonly origin?: Origin;
}

/** `configMapGenerator` and `secretGenerator`, in kustomize's order: ConfigMaps first. */
export function generatorsOf(
  context: BuildContext,
  root: Root,
  { configMapGenerator = [], secretGenerator = [], generatorOptions }: KustomizationFields,
): Generator[] {
  return [
    ...configMapGenerator.map((entry) =>
      generatorOfConfigMap(context, root, entry, generatorOptions),
    ),
    ...secretGenerator.map((entry) => generatorOfSecret(context, root, entry, generatorOptions)),
  ];
}

/** Makes a ConfigMap; `global` are the options of the kustomization. Errors: as loadKeyValues. */
export function generatorOfConfigMap(
  context: BuildContext,
  root: Root,
  entry: ConfigMapEntry,
  global?: GeneratorOptions,
): Generator {
  const generate = (): Resource =>
    finish(
      context,
      makeConfigMap(context, root, entry),
      entry,
      mergeOptions(entry.options, global),
    );
  return { kind: 'ConfigMapGenerator', by: 'configMapGenerator', generate, node: entry.node };
}

/** Makes a Secret, in the same way. */
export function generatorOfSecret(
  context: BuildContext,
  root: Root,
  entry: SecretEntry,
  global?: GeneratorOptions,
): Generator {
  const generate = (): Resource =>
    finish(context, makeSecret(context, root, entry), entry, mergeOptions(entry.options, global));
  return { kind: 'SecretGenerator', by: 'secretGenerator', generate, node: entry.node };
}

/** Adds what a generator makes; `origin` is noted unless it is undefined. */
export function runGenerator(
  { generate, node }: Generator,
  origin: Origin | undefined,
  into: Accumulated,
): void {
  const made = generate();
  if (origin && !hasOrigin(made)) setOrigin(made, origin);
  absorb(into, made, node);
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

function finish(
  { schema }: BuildContext,
  object: MappingNode,
  entry: Entry,
  options: Options,
): Resource {
  const { source, line, column } = entry.node;
  const resource = new Resource(Object.assign(object, { source, line, column }), schema);
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
  resource.addNotes();
  return resource;
}

/** Adds what was generated, or lets it replace or extend what is there (kustomize's appendReplaceOrMerge). */
function absorb(into: Accumulated, made: Resource, node: Node): void {
  const { id } = made;
  const behavior = made.generated?.behavior ?? 'unspecified';
  const inherits = behavior === 'merge' || behavior === 'replace';
  const matches = matchAnyId(into, id);
  const fail = (reason: string, fix: string): KustomizeError =>
    new KustomizeError('conflict', `${describeId(id)} ${reason}`, {
      place: placeOf(node),
      fix,
    });
  const [old] = matches;
  if (!old) {
    if (inherits)
      throw fail(
        'is not there, so there is nothing to merge with or to replace',
        'correct the name or namespace, or leave out behavior',
      );
    appendResources(into, [made]);
    return;
  }
  if (matches.length > 1) throw fail('matches several resources', 'give the namespace');
  if (!inherits)
    throw fail('is there already', 'set behavior to merge or replace, or choose another name');
  inherit(made, old, behavior === 'merge');
  if (!sameId(made.id, old.id))
    throw fail('cannot take the place of what it matches', 'correct the name or namespace');
  into.resources[into.resources.indexOf(old)] = made;
  into.index = undefined;
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
      const scalar = textNode(value);
      if (written) inheritPlace(scalar, written);
      return [name, scalar] as const;
    });
    setField(made.node, key, untaggedMap(nodes));
  }
}
