import path from 'node:path';
import { accumulate } from './accumulate/accumulate.ts';
import { chooseSchema } from './accumulate/choose-schema.ts';
import { checkIds, dropDeleted, emptyAccumulated, markDeleted } from './accumulate/accumulator.ts';
import type { Accumulated } from './accumulate/accumulator.ts';
import { ORIGIN_ANNOTATION, TRANSFORMATIONS_ANNOTATION } from './accumulate/origin.ts';
import { diskFileSystem } from './filesystem/disk.ts';
import type { FileSystem } from './filesystem/file-system.ts';
import { readKustomization } from './kustomization/read.ts';
import { createBuildCache } from './load/cache.ts';
import type { BuildCache } from './load/cache.ts';
import type { BuildContext } from './load/context.ts';
import { openRoot } from './load/loader.ts';
import { addHashes } from './output/hash.ts';
import { sortResources } from './output/sort.ts';
import { fixNameReferences } from './references/name-references.ts';
import { resolveVariables } from './references/variables.ts';
import { checkObject } from './resource/read-resources.ts';
import type { Resource as BuiltResource } from './resource/resource.ts';
import { Schema } from './schema/schema.ts';
import type { Removed } from './trace/origin.ts';
import { nameRemovals, runStep, Tracer } from './trace/tracer.ts';
import { setPairs } from './transformers/labels.ts';
import { printYaml } from './yaml/print.ts';
import type { MappingNode } from './yaml/node.ts';

/** The kustomize whose output this engine prints. */
export const KUSTOMIZE_VERSION = 'v5.8.1';

const MAX_FILE_SIZE = 16 * 2 ** 20;

/** Choices of a build; the defaults are those of `kustomize build`. */
export interface BuildOptions {
  /** Where files are read. Default: the disk. */
  readonly fileSystem?: FileSystem;
  /** `legacy` sorts the output by kind, `none` leaves it as read; `sortOptions` of the kustomization wins. Default: legacy. */
  readonly reorder?: 'legacy' | 'none';
  /** `root`: files must be in or below the folder of the kustomization that names them. Default: root. */
  readonly loadRestrictions?: 'root' | 'none';
  /** Files that are longer, in bytes, are refused ('limit'). Default: 16 MiB. */
  readonly maxFileSize?: number;
  /** Adds the label app.kubernetes.io/managed-by. */
  readonly managedByLabel?: boolean;
  /** What builds of one run share. Default: nothing is shared. */
  readonly cache?: BuildCache;
  /** Makes an error of what kustomize passes over in silence: a patch, image or replacement that matches nothing. */
  readonly strict?: boolean;
  /** Notes where every value comes from, for `originsOf` and `removed`. */
  readonly trace?: boolean;
}

/** A Kubernetes object of a finished build. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly node: MappingNode;
}

/** What a build made. */
export interface Build {
  /** The bytes that `kustomize build` prints. */
  readonly yaml: string;
  readonly resources: readonly Resource[];
  /** Absolute paths of all files that were read, sorted. */
  readonly inputs: readonly string[];
  /**
   * Absolute paths besides `inputs` of which the build asked what stands there, sorted: folders, symbolic links, and
   * names where nothing stands. As long as all answers and the contents of `inputs` stay the same, so does the build.
   */
  readonly lookups: readonly string[];
  /** kustomize's warnings, which it prints on stderr. */
  readonly warnings: readonly string[];
  /** With `trace`: fields and resources that were taken away on the way, in the order in which that was done. */
  readonly removed: readonly Removed[];
}

/**
 * Builds the kustomization in a folder, as `kustomize build` does.
 * Errors: KustomizeError for everything in the input, with file, line and column where there is one.
 */
export function build(directory: string, options: BuildOptions = {}): Build {
  const start: BuildContext = {
    fileSystem: options.fileSystem ?? diskFileSystem(),
    cache: options.cache ?? createBuildCache(),
    restrictLoads: options.loadRestrictions !== 'none',
    maxFileSize: options.maxFileSize ?? MAX_FILE_SIZE,
    strict: options.strict ?? false,
    recordOrigins: false,
    tracer: options.trace ? new Tracer() : undefined,
    schema: new Schema(),
    inputs: new Set(),
    lookups: new Set(),
    warnings: [],
  };
  const root = openRoot(start, path.posix.resolve(directory));
  const file = readKustomization(start, root);
  chooseSchema(start, root, file.fields);
  const { buildMetadata = [], sortOptions } = file.fields;
  const context = { ...start, recordOrigins: buildMetadata.length > 0 };
  const accumulated = emptyAccumulated();
  accumulate(context, root, file, accumulated);
  finish(accumulated, context.tracer);
  accumulated.resources = [
    ...sortResources(accumulated.resources, sortOptions, options.reorder ?? 'legacy'),
  ];
  if (options.managedByLabel || buildMetadata.includes('managedByLabel'))
    addManagedByLabel(accumulated, context.tracer);
  const stripped = new Set(INTERNAL);
  if (!buildMetadata.includes('originAnnotations')) stripped.add(ORIGIN_ANNOTATION);
  if (!buildMetadata.includes('transformerAnnotations')) stripped.add(TRANSFORMATIONS_ANNOTATION);
  const resources = accumulated.resources.map((resource) => clean(resource, stripped));
  const { inputs, lookups } = context;
  return {
    yaml: resources.map(({ node }) => printYaml(node)).join('---\n'),
    resources,
    inputs: [...inputs].toSorted(),
    lookups: [...lookups].filter((asked) => !inputs.has(asked)).toSorted(),
    warnings: context.warnings,
    removed: nameRemovals(context.tracer?.removals ?? [], resources),
  };
}

/** What is done once, when everything is gathered: hashes rename, references follow, variables read the final values. */
function finish(accumulated: Accumulated, tracer: Tracer | undefined): void {
  const { resources, config, variables } = accumulated;
  const run = (by: string, action: () => void): void =>
    runStep(tracer, accumulated, { by }, action);
  run('name suffix hash', () => addHashes(resources));
  run('name reference', () => fixNameReferences(resources, config.nameReference));
  run('vars', () => resolveVariables(resources, variables, config.varReference));
  run('config.kubernetes.io/local-config', () => dropLocalConfig(accumulated));
  // Replacements may have given two resources one name.
  checkIds(accumulated);
}

function dropLocalConfig(accumulated: Accumulated): void {
  for (const resource of accumulated.resources) {
    checkObject(resource.node);
    if (isLocalConfig(resource)) markDeleted(accumulated, resource);
  }
  dropDeleted(accumulated);
}

/** Resources that are input of kustomize only. */
function isLocalConfig(resource: BuiltResource): boolean {
  const mark = resource.annotations.get('config.kubernetes.io/local-config');
  return mark !== undefined && mark !== 'false';
}

function addManagedByLabel(accumulated: Accumulated, tracer: Tracer | undefined): void {
  const spec = { group: '', version: '', kind: '', path: 'metadata/labels', create: true };
  const pairs = new Map([['app.kubernetes.io/managed-by', `kustomize-${KUSTOMIZE_VERSION}`]]);
  const transform = setPairs(pairs, [spec]);
  runStep(tracer, accumulated, { by: 'managedByLabel' }, () => transform(accumulated));
}

/** Annotations of kustomize's own bookkeeping, which never reach the output. */
const INTERNAL = [
  'config.k8s.io/id',
  'config.kubernetes.io/index',
  'config.kubernetes.io/path',
  'internal.config.kubernetes.io/allowKindChange',
  'internal.config.kubernetes.io/allowNameChange',
  'internal.config.kubernetes.io/annotations-migration-resource-id',
  'internal.config.kubernetes.io/generatorBehavior',
  'internal.config.kubernetes.io/helm-generated',
  'internal.config.kubernetes.io/id',
  'internal.config.kubernetes.io/index',
  'internal.config.kubernetes.io/needsHashSuffix',
  'internal.config.kubernetes.io/path',
  'internal.config.kubernetes.io/prefixes',
  'internal.config.kubernetes.io/previousKinds',
  'internal.config.kubernetes.io/previousNames',
  'internal.config.kubernetes.io/previousNamespaces',
  'internal.config.kubernetes.io/refBy',
  'internal.config.kubernetes.io/seqindent',
  'internal.config.kubernetes.io/suffixes',
];

/** Takes kustomize's annotations out; those that stay are texts from here on. */
function clean(resource: BuiltResource, stripped: ReadonlySet<string>): Resource {
  resource.setAnnotations(
    new Map([...resource.annotations].filter(([name]) => !stripped.has(name))),
  );
  const { apiVersion, kind, namespace, name, node } = resource;
  return { apiVersion, kind, namespace, name, node };
}
