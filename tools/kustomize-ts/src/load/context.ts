import type { FileSystem } from '../filesystem/file-system.ts';
import type { Schema } from '../schema/schema.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { BuildCache } from './cache.ts';

/** What all stages of one build share. */
export interface BuildContext {
  readonly fileSystem: FileSystem;
  readonly cache: BuildCache;
  /** Files must be in or below the folder of the kustomization that names them. */
  readonly restrictLoads: boolean;
  /** Files that are longer, in bytes, are refused. */
  readonly maxFileSize: number;
  /** What kustomize passes over in silence is an error. */
  readonly strict: boolean;
  /** `buildMetadata` is set: resources carry notes of their origin through the build. */
  readonly recordOrigins: boolean;
  /** Notes where values come from, if that is asked for. */
  readonly tracer: Tracer | undefined;
  /** What is known of kinds; `openapi` changes it on the way. */
  readonly schema: Schema;
  /** Absolute paths of all files that were read. */
  readonly inputs: Set<string>;
  /** Absolute paths of which it was asked what stands there. */
  readonly lookups: Set<string>;
  readonly warnings: string[];
}
