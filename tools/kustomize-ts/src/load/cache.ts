import type { Accumulated } from '../accumulate/accumulator.ts';
import type { KustomizationFile } from '../kustomization/read.ts';
import type { OpenApi } from '../schema/open-api.ts';
import type { BuiltInUse } from '../schema/schema.ts';
import type { Removal } from '../trace/tracer.ts';
import type { MappingNode } from '../yaml/node.ts';

/** A built base that other builds of the same run start from. Never edited: whoever takes it takes a copy. */
export interface CachedBase {
  readonly accumulated: Accumulated;
  readonly inputs: readonly string[];
  readonly lookups: readonly string[];
  readonly warnings: readonly string[];
  readonly removals: readonly Removal[];
  readonly builtInUse: BuiltInUse;
}

/**
 * What the builds of one run over one file system share: parsed files and built bases. Files must not change
 * while it is in use; a new run takes a new cache.
 */
export interface BuildCache {
  readonly kustomizations: Map<string, KustomizationFile>;
  readonly objects: Map<string, readonly MappingNode[]>;
  readonly texts: Map<string, string>;
  /** A base that brings its own schema is built anew each time. */
  readonly bases: Map<string, CachedBase | 'own schema'>;
  readonly openApis: Map<string, OpenApi>;
}

/** An empty cache. */
export function createBuildCache(): BuildCache {
  return {
    kustomizations: new Map(),
    objects: new Map(),
    texts: new Map(),
    bases: new Map(),
    openApis: new Map(),
  };
}
