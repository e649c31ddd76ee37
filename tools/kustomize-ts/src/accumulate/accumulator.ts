import { KustomizeError } from '../error.ts';
import type { Place } from '../error.ts';
import type { VariableEntry } from '../kustomization/fields.ts';
import { describeId, formatGvk } from '../resource/resource-id.ts';
import type { ResourceId } from '../resource/resource-id.ts';
import type { Resource } from '../resource/resource.ts';
import type { Schema } from '../schema/schema.ts';
import { placeOf } from '../yaml/describe.ts';
import { EMPTY_CONFIG, mergeConfig } from '../transformers/config.ts';
import type { TransformerConfig } from '../transformers/config.ts';
import { addToIndex, idKey, indexResources } from './resource-index.ts';
import type { ResourceIndex } from './resource-index.ts';

/** What a kustomization and all below it have gathered so far: resources, where transformers act, variables. */
export interface Accumulated {
  resources: Resource[];
  config: TransformerConfig;
  variables: Map<string, VariableEntry>;
  /** Where resources are by their ids; undefined since ids may have changed. */
  index: ResourceIndex | undefined;
  /** Some of the resources are marked as deleted. */
  hasDeleted: boolean;
}

/** Nothing gathered yet. */
export function emptyAccumulated(): Accumulated {
  return {
    resources: [],
    config: EMPTY_CONFIG,
    variables: new Map(),
    index: undefined,
    hasDeleted: false,
  };
}

/** A copy whose resources may be edited in the build of the schema. */
export function cloneAccumulated(
  { resources, config, variables }: Accumulated,
  schema: Schema,
): Accumulated {
  return {
    resources: resources.map((resource) => Object.assign(resource.clone(), { schema })),
    config,
    variables: new Map(variables),
    index: undefined,
    hasDeleted: false,
  };
}

/** Adds resources. Errors: an id that is there already ('conflict'). */
export function appendResources(into: Accumulated, added: readonly Resource[]): void {
  const index = indexOf(into);
  for (const resource of added) {
    const { id } = resource;
    const key = idKey(id);
    const other = index.byId.get(key);
    if (other) throw duplicate(id, resource, other);
    into.resources.push(resource);
    addToIndex(index, resource, key);
  }
}

function indexOf(accumulated: Accumulated): ResourceIndex {
  accumulated.index ??= indexResources(accumulated.resources);
  return accumulated.index;
}

/** Checks that no two resources have one id. Errors: 'conflict'. */
export function checkIds(accumulated: Accumulated): void {
  const { resources } = accumulated;
  accumulated.resources = [];
  accumulated.index = undefined;
  appendResources(accumulated, resources);
}

/** The resources that have or had the id. */
export function matchAnyId(accumulated: Accumulated, id: ResourceId): Resource[] {
  const named = indexOf(accumulated).byName.get(id.name) ?? [];
  return named.filter((resource) => !resource.deleted && resource.hasOrHadId(id));
}

function duplicate(id: ResourceId, resource: Resource, other: Resource): KustomizeError {
  const before = placeOf(other.node);
  return new KustomizeError(
    'conflict',
    `${describeId(id)} (${formatGvk(id)}) is there already${before ? `, from ${before.path}:${before.line ?? 1}` : ''}`,
    { place: placeOf(resource.node), fix: 'remove one, or give one another name or namespace' },
  );
}

/** Adds what a base gathered. Errors: an id or a variable that is there already ('conflict'). */
export function mergeAccumulated(into: Accumulated, base: Accumulated): void {
  appendResources(into, base.resources);
  into.config = mergeConfig(into.config, base.config);
  mergeVariables(into, [...base.variables.values()]);
}

/** Adds variables. Errors: a name that is there already ('conflict'). */
export function mergeVariables(into: Accumulated, added: readonly VariableEntry[]): void {
  for (const variable of added) {
    const name = variable.name ?? '';
    if (into.variables.has(name)) {
      throw new KustomizeError('conflict', `the variable ${name} is defined already`, {
        place: placeOf(variable.node),
        fix: 'rename or remove one',
      });
    }
    into.variables.set(name, variable);
  }
}

/** The only resource that has or had the id. Errors: none, or several ('no-match'). */
export function findByAnyId(
  accumulated: Accumulated,
  id: ResourceId,
  place: Place | undefined,
): Resource {
  const found = matchAnyId(accumulated, id);
  if (found.length === 1) return found[0]!;
  throw new KustomizeError(
    'no-match',
    found.length === 0
      ? `no resource matches the patch for ${describeId(id)} (${formatGvk(id)})`
      : `${found.length} resources match the patch for ${describeId(id)}`,
    {
      place,
      fix:
        found.length === 0
          ? 'correct apiVersion, kind, name or namespace of the patch, or give it a target'
          : 'say which one with a namespace or a target',
    },
  );
}

/** Marks a resource as deleted; it stays until {@link dropDeleted}. */
export function markDeleted(accumulated: Accumulated, resource: Resource): void {
  resource.deleted = true;
  accumulated.hasDeleted = true;
}

/** Drops what was marked as deleted. */
export function dropDeleted(accumulated: Accumulated): void {
  if (!accumulated.hasDeleted) return;
  accumulated.resources = accumulated.resources.filter((resource) => !resource.deleted);
  accumulated.hasDeleted = false;
  accumulated.index = undefined;
}
