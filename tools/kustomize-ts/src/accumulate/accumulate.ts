import { posix } from 'node:path';
import { KustomizeError } from '../error.ts';
import { generatorsOf, runGenerator } from '../generators/generate.ts';
import type { Located } from '../kustomization/decode.ts';
import { readKustomization } from '../kustomization/read.ts';
import type { KustomizationFile } from '../kustomization/read.ts';
import type { CachedBase } from '../load/cache.ts';
import type { BuildContext } from '../load/context.ts';
import { displayPath, enterRoot, kindOfTarget, loadFile, textOf } from '../load/loader.ts';
import type { Root } from '../load/loader.ts';
import { configuredGenerator } from '../plugins/generator.ts';
import { configuredTransformer } from '../plugins/transformer.ts';
import { markVariables } from '../references/variables.ts';
import { readObjects } from '../resource/read-resources.ts';
import { Resource } from '../resource/resource.ts';
import { Schema } from '../schema/schema.ts';
import { runStep, Tracer } from '../trace/tracer.ts';
import { loadConfig } from '../transformers/load-config.ts';
import { mergeConfig } from '../transformers/config.ts';
import { transformersOf } from '../transformers/pipeline.ts';
import type { Step } from '../transformers/pipeline.ts';
import { cloneShared } from '../yaml/clone.ts';
import { placeOf } from '../yaml/describe.ts';
import { embeddedSource } from '../yaml/embedded-text.ts';
import type { MappingNode } from '../yaml/node.ts';
import {
  appendResources,
  cloneAccumulated,
  dropDeleted,
  emptyAccumulated,
  mergeAccumulated,
  mergeVariables,
} from './accumulator.ts';
import type { Accumulated } from './accumulator.ts';
import { chooseSchema } from './choose-schema.ts';
import { addTransformation, setOrigin } from './origin.ts';
import { validate } from './validate.ts';

/**
 * One kustomization, in kustomize's order (kusttarget.go): what others made comes first, then what is made here, then
 * components, which see all of that, then the transformers, which see what the components did.
 */
export function accumulate(
  context: BuildContext,
  root: Root,
  file: KustomizationFile,
  into: Accumulated,
): void {
  const { fields } = file;
  context.warnings.push(...file.warnings);
  for (const resource of [...(fields.resources ?? []), ...(fields.bases ?? [])]) {
    addResource(context, root, resource, into);
  }
  into.config = mergeConfig(into.config, loadConfig(context, root, fields));
  const configuredIn = posix.join(root.trail, file.fileName);
  runGenerators(context, root, file, into);
  for (const component of fields.components ?? []) addComponent(context, root, component, into);
  const steps = [
    ...transformersOf(context, root, fields, into.config),
    ...configuredTransformers(context, root, file, fields.transformers),
  ];
  for (const step of steps) {
    runStep(context.tracer, into, step, () => step.transform(into));
    if (!step.keepsIds) into.index = undefined;
    if (context.recordOrigins && !step.continues) {
      const origin = step.origin ?? { configuredIn, kind: step.kind };
      for (const resource of into.resources)
        if (!resource.deleted) addTransformation(resource, origin);
    }
    dropDeleted(into);
  }
  for (const validator of configuredTransformers(context, root, file, fields.validators))
    validate(validator, into);
  markVariables(into.resources, fields.vars ?? []);
  mergeVariables(into, fields.vars ?? []);
}

function runGenerators(
  context: BuildContext,
  root: Root,
  file: KustomizationFile,
  into: Accumulated,
): void {
  const configuredIn = posix.join(root.trail, file.fileName);
  const generators = [
    ...generatorsOf(context, root, file.fields),
    ...gatherConfigurations(context, root, file, file.fields.generators ?? []).map(
      (configuration) => configuredGenerator(context, root, configuration),
    ),
  ];
  for (const generator of generators) {
    const origin = generator.origin ?? { configuredIn, kind: generator.kind };
    runStep(context.tracer, into, generator, () =>
      runGenerator(generator, context.recordOrigins ? origin : undefined, into),
    );
  }
}

function configuredTransformers(
  context: BuildContext,
  root: Root,
  file: KustomizationFile,
  entries: readonly Located<string>[] = [],
): Step[] {
  return gatherConfigurations(context, root, file, entries).map((configuration) =>
    configuredTransformer(context, root, configuration),
  );
}

/**
 * The objects that entries of `generators`, `transformers` or `validators` stand for: what is written as text in the
 * kustomization comes first, then what files and folders hold, as resources do.
 */
function gatherConfigurations(
  context: BuildContext,
  root: Root,
  file: KustomizationFile,
  entries: readonly Located<string>[],
): readonly Resource[] {
  const gathered = emptyAccumulated();
  const named = entries.filter((entry) => {
    const objects = readInline(entry);
    if (!objects) return true;
    const resources = objects.map((object) => new Resource(object, context.schema));
    if (context.recordOrigins) {
      const origin = { path: posix.join(root.trail, file.fileName) };
      for (const resource of resources) setOrigin(resource, origin);
    }
    appendResources(gathered, resources);
    return false;
  });
  for (const entry of named) addResource(context, root, entry, gathered);
  return gathered.resources;
}

/** The objects of an entry that is YAML text; undefined where it is the name of a file or folder. */
function readInline({ value, node }: Located<string>): MappingNode[] | undefined {
  try {
    return readObjects(value, embeddedSource(node));
  } catch (error) {
    // No name of a file has several lines.
    if (value.trimEnd().includes('\n')) throw error;
    return undefined;
  }
}

/** An entry of `resources`: a file of objects, or the folder of another kustomization. */
function addResource(
  context: BuildContext,
  root: Root,
  entry: Located<string>,
  into: Accumulated,
): void {
  const place = placeOf(entry.node);
  if (kindOfTarget(context, root, entry.value) === 'directory') {
    const base = enterRoot(context, root, entry.value, place);
    const file = readKustomization(context, base);
    chooseSchema(context, base, file.fields);
    if (file.component) {
      throw new KustomizeError('invalid-value', `${entry.value} is a Component`, {
        place,
        fix: 'list it under components',
      });
    }
    mergeAccumulated(into, buildBase(context, base, file));
    return;
  }
  const loaded = loadFile(context, root, entry.value, place);
  let objects = context.cache.objects.get(loaded.path);
  if (!objects) {
    objects = readObjects(textOf(context, loaded), loaded.source);
    context.cache.objects.set(loaded.path, objects);
  }
  const resources = objects.map((object) => new Resource(cloneShared(object), context.schema));
  if (context.recordOrigins) {
    const origin = { path: posix.join(root.trail, entry.value) };
    for (const resource of resources) setOrigin(resource, origin);
  }
  context.tracer?.read(resources, { by: 'resources', node: entry.node });
  appendResources(into, resources);
}

/** Builds a base, or takes a copy of what an earlier build of the run made of it. */
function buildBase(context: BuildContext, root: Root, file: KustomizationFile): Accumulated {
  const { schema } = context;
  const { bases } = context.cache;
  const key = [
    context.restrictLoads ? 'root' : 'none',
    context.strict ? 'strict' : '',
    context.tracer ? 'traced' : '',
    schema.key,
    root.directory,
  ].join(' ');
  let cached = context.recordOrigins ? 'own schema' : bases.get(key);
  if (!cached) {
    cached = buildShared(context, root, file);
    bases.set(key, cached);
  }
  if (cached === 'own schema') {
    const fresh = emptyAccumulated();
    accumulate(context, root, file, fresh);
    return fresh;
  }
  for (const input of cached.inputs) context.inputs.add(input);
  for (const lookup of cached.lookups) context.lookups.add(lookup);
  context.warnings.push(...cached.warnings);
  context.tracer?.removals.push(...cached.removals);
  schema.note(cached.builtInUse);
  return cloneAccumulated(cached.accumulated, schema);
}

/** Builds a base so that other builds can share it, which they cannot where it or a base of its own sets `openapi`. */
function buildShared(
  context: BuildContext,
  root: Root,
  file: KustomizationFile,
): CachedBase | 'own schema' {
  const schema = context.schema.isSet ? context.schema : new Schema();
  const inner: BuildContext = {
    ...context,
    schema,
    inputs: new Set(),
    lookups: new Set(),
    warnings: [],
    tracer: context.tracer && new Tracer(),
  };
  // The file was read for the outer build; it belongs to the base as well.
  inner.inputs.add(file.path);
  const accumulated = emptyAccumulated();
  try {
    accumulate(inner, root, file, accumulated);
  } catch (error) {
    if (schema === context.schema || !schema.isSet) throw error;
  }
  if (schema !== context.schema && schema.isSet) return 'own schema';
  const { builtInUse } = schema;
  return {
    accumulated,
    inputs: [...inner.inputs],
    lookups: [...inner.lookups],
    warnings: inner.warnings,
    removals: inner.tracer?.removals ?? [],
    builtInUse,
  };
}

/** A Component works on what its parent has gathered so far. */
function addComponent(
  context: BuildContext,
  root: Root,
  entry: Located<string>,
  into: Accumulated,
): void {
  const place = placeOf(entry.node);
  if (kindOfTarget(context, root, entry.value) === 'file') {
    throw new KustomizeError('wrong-type', `${entry.value} is a file`, {
      place,
      fix: 'name the folder of a Component; files go under resources',
    });
  }
  const component = enterRoot(context, root, entry.value, place);
  const file = readKustomization(context, component);
  chooseSchema(context, component, file.fields);
  if (!file.component) {
    throw new KustomizeError(
      'invalid-value',
      `${displayPath(context, component.directory)} is a Kustomization`,
      {
        place,
        fix: 'list it under resources, or make it a Component',
      },
    );
  }
  accumulate(context, component, file, into);
}
