import type { Resource } from 'kustomize-ts';
import type { StoredObject } from './stored-object.ts';

/**
 * Objects that were read of resources before, so that two models of nearly the same resources read each of them once.
 * What the API server makes of one depends on nothing but the resource and these facts of the cluster.
 */
export interface KnownObjects {
  /**
   * The object of a resource; it is read where it is not known, or where the cluster is another one.
   * @param about Service ranges and definitions, as text
   * @param namespaceLabels labels of its namespace, as text
   */
  get(
    resource: Resource,
    about: string,
    namespaceLabels: string,
    read: () => StoredObject | undefined,
  ): StoredObject | undefined;
}

interface KnownObject {
  readonly about: string;
  readonly namespaceLabels: string;
  readonly stored: StoredObject;
}

/** Nothing is known at first. Resources are told apart by identity: they never change. */
export function createKnownObjects(): KnownObjects {
  const known = new WeakMap<Resource, KnownObject>();
  return {
    get: (resource, about, namespaceLabels, read) => {
      const found = known.get(resource);
      if (found?.about === about && found.namespaceLabels === namespaceLabels) return found.stored;
      const stored = read();
      // What cannot be read is told again each time.
      if (stored) known.set(resource, { about, namespaceLabels, stored });
      return stored;
    },
  };
}
