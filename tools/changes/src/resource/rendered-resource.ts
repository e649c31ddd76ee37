import { toJsonValue } from 'kustomize-ts';
import type { Removed, Resource } from 'kustomize-ts';

import type { LocatedObject } from '../field/locate-change.ts';
import { placeOfObject } from '../field/place-of-node.ts';
import { removalsByResource } from '../field/removals.ts';
import type { Value } from '../field/value.ts';
import type { Place } from '../place.ts';
import type { Identity } from './identity.ts';

/** A resource of a rendering, as comparisons see it. */
export interface RenderedResource extends Identity, LocatedObject {
  readonly content: Value;
  readonly place: Place | undefined;
}

/** What a rendering holds. */
export interface RenderedObjects {
  readonly resources: readonly Pick<Resource, keyof Identity | 'node'>[];
  /** What its build took away again, where it was traced. */
  readonly removed?: readonly Removed[];
}

/** The resources of a rendering with their values. */
export function readResources({ resources, removed }: RenderedObjects): RenderedResource[] {
  const removalsOf = removalsByResource(removed);
  return resources.map((resource) => ({
    ...identityOf(resource),
    node: resource.node,
    removals: removalsOf(resource),
    content: toJsonValue(resource.node),
    place: placeOfObject(resource.node),
  }));
}

/** What the cluster knows an object by, without the rest of it. */
export function identityOf({ apiVersion, kind, namespace, name }: Identity): Identity {
  return { apiVersion, kind, namespace, name };
}
