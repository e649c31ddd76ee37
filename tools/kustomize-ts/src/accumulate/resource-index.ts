import { effectiveNamespace, formatGvk } from '../resource/resource-id.ts';
import type { ResourceId } from '../resource/resource-id.ts';
import type { Resource } from '../resource/resource.ts';

/** Finds resources without looking at all of them. It is true as long as no id changes. */
export interface ResourceIndex {
  /** By the present id; of several with one id, the first. */
  readonly byId: Map<string, Resource>;
  /** By the present name and by all earlier ones. */
  readonly byName: Map<string, Resource[]>;
}

/** One text for all ids of the same object. */
export function idKey(id: ResourceId): string {
  return `${formatGvk(id)}/${effectiveNamespace(id)}/${id.name}`;
}

/** The index of resources as they are now. */
export function indexResources(resources: readonly Resource[]): ResourceIndex {
  const index: ResourceIndex = { byId: new Map(), byName: new Map() };
  for (const resource of resources) addToIndex(index, resource, idKey(resource.id));
  return index;
}

/** Adds one resource, whose present id has the given key. */
export function addToIndex(index: ResourceIndex, resource: Resource, key: string): void {
  if (!index.byId.has(key)) index.byId.set(key, resource);
  for (const name of new Set([
    resource.name,
    ...resource.previous.map((earlier) => earlier.name),
  ])) {
    const same = index.byName.get(name);
    if (same) same.push(resource);
    else index.byName.set(name, [resource]);
  }
}
