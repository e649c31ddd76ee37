export { build, KUSTOMIZE_VERSION } from './build.ts';
export type { Build, BuildOptions, Resource } from './build.ts';
export { readResources } from './read-resources.ts';
export type { DuplicateField, PlainResources } from './read-resources.ts';
export { readYaml } from './read-yaml.ts';
export { createBuildCache } from './load/cache.ts';
export type { BuildCache } from './load/cache.ts';
export { BUILD_VERSION } from './frozen/format.ts';
export { freezeBuild } from './frozen/freeze-build.ts';
export type { KeptPaths } from './frozen/freeze-build.ts';
export { thawBuild } from './frozen/thaw-build.ts';
export type { ThawedPaths } from './frozen/thaw-build.ts';
export { originsOf, visitLeaves } from './trace/tracer.ts';
export type { Origin, Removed } from './trace/origin.ts';
export { formatPlace, KustomizeError } from './error.ts';
export type { ErrorCode, Place } from './error.ts';

export { diskFileSystem } from './filesystem/disk.ts';
export { layeredFileSystem } from './filesystem/layered.ts';
export { memoryFileSystem } from './filesystem/memory.ts';
export { toNativePath, toPosixPath } from './filesystem/native-path.ts';
export type { FileSystem } from './filesystem/file-system.ts';

export { placeOf } from './yaml/describe.ts';
export { getField, getPath, verbatimOf } from './yaml/node.ts';
export type {
  AliasNode,
  Entry,
  MappingNode,
  Node,
  ScalarNode,
  SequenceNode,
  Source,
  Verbatim,
} from './yaml/node.ts';
export type { JsonObject, JsonValue } from './yaml/json-value.ts';
export { toJsonValue } from './yaml/to-json.ts';

// What kustomize knows of types
export {
  BUILT_IN_MERGE_SCHEMAS,
  schemaOfField,
  schemaOfItems,
  schemaOfKind,
} from './merge/merge-schema.ts';
export type { MergeSchema } from './merge/merge-schema.ts';
