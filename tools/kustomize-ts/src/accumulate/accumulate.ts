import { posix } from 'node:path';
import { KustomizeError } from '../error.ts';
import { generate } from '../generators/generate.ts';
import type { Located } from '../kustomization/decode.ts';
import { readKustomization } from '../kustomization/read.ts';
import type { KustomizationFile } from '../kustomization/read.ts';
import type { BuildContext } from '../load/context.ts';
import { displayPath, enterRoot, kindOfTarget, loadFile, textOf } from '../load/loader.ts';
import type { Root } from '../load/loader.ts';
import { markVariables } from '../references/variables.ts';
import { readObjects } from '../resource/read-resources.ts';
import { Resource } from '../resource/resource.ts';
import { loadConfig } from '../transformers/load-config.ts';
import { mergeConfig } from '../transformers/config.ts';
import { transformersOf } from '../transformers/pipeline.ts';
import { placeOf } from '../yaml/describe.ts';
import { cloneShared } from '../yaml/clone.ts';
import {
  appendResources,
  cloneAccumulated,
  dropDeleted,
  emptyAccumulated,
  mergeAccumulated,
  mergeVariables,
} from './accumulator.ts';
import type { Accumulated } from './accumulator.ts';
import { addTransformation, setOrigin } from './origin.ts';

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
  generate(context, root, file, into);
  for (const component of fields.components ?? []) addComponent(context, root, component, into);
  for (const { kind, transform } of transformersOf(context, root, fields, into.config)) {
    transform(into);
    if (context.recordOrigins) {
      const origin = { configuredIn: posix.join(root.trail, file.fileName), kind };
      for (const resource of into.resources)
        if (!resource.deleted) addTransformation(resource, origin);
    }
    dropDeleted(into);
  }
  markVariables(into.resources, fields.vars ?? []);
  mergeVariables(into, fields.vars ?? []);
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
  const resources = objects.map((object) => new Resource(cloneShared(object)));
  if (context.recordOrigins) {
    const origin = { path: posix.join(root.trail, entry.value) };
    for (const resource of resources) setOrigin(resource, origin);
  }
  appendResources(into, resources);
}

/** Builds a base, or takes a copy of what an earlier build of the run made of it. */
function buildBase(context: BuildContext, root: Root, file: KustomizationFile): Accumulated {
  if (context.recordOrigins) {
    const fresh = emptyAccumulated();
    accumulate(context, root, file, fresh);
    return fresh;
  }
  const key = `${context.restrictLoads ? 'root' : 'none'} ${context.strict ? 'strict' : ''} ${root.directory}`;
  let cached = context.cache.bases.get(key);
  if (!cached) {
    const inner: BuildContext = { ...context, inputs: new Set(), warnings: [] };
    // The file was read for the outer build; it belongs to the base as well.
    inner.inputs.add(file.path);
    const accumulated = emptyAccumulated();
    accumulate(inner, root, file, accumulated);
    cached = { accumulated, inputs: [...inner.inputs], warnings: inner.warnings };
    context.cache.bases.set(key, cached);
  }
  for (const input of cached.inputs) context.inputs.add(input);
  context.warnings.push(...cached.warnings);
  return cloneAccumulated(cached.accumulated);
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
