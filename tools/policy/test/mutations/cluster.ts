import { posix } from 'node:path';

import { createKnownObjects, defaultEnvironment, discover } from '@fingerpost/discovery';
import type { Environment } from '@fingerpost/discovery';
import { checkModel } from '@fingerpost/policy';
import type { Finding } from '@fingerpost/policy';
import {
  build,
  createBuildCache,
  diskFileSystem,
  layeredFileSystem,
  memoryFileSystem,
  readResources,
  toJsonValue,
  toPosixPath,
} from 'kustomize-ts';
import type { FileSystem, JsonObject, Resource } from 'kustomize-ts';

import { editObject } from './edit-object.ts';
import type { Edit } from './mutation.ts';

const ROOT = posix.resolve(toPosixPath(import.meta.dirname), '../../../..');

/** Most objects are the same after each edit. */
const known = createKnownObjects();

/** An environment of this repository as it is. */
export interface Cluster {
  readonly environment: Environment;
  readonly overlays: readonly BuiltOverlay[];
  readonly given: readonly Resource[];
}

interface BuiltOverlay {
  /** `dev/go-server`. */
  readonly id: string;
  readonly resources: readonly Resource[];
  readonly inputs: readonly string[];
}

/** Builds all overlays of an environment. */
export function readCluster(name: string): Cluster {
  const disk = diskFileSystem();
  const folder = posix.join(ROOT, 'overlays', name);
  const cache = createBuildCache();
  const overlays = (disk.readDirectory(folder) ?? [])
    .filter((unit) => disk.kind(posix.join(folder, unit, 'kustomization.yaml')) === 'file')
    .map((unit) => buildOverlay(`${name}/${unit}`, disk, cache));
  const given = readResources([posix.join(folder, 'given')], disk);
  return { environment: readEnvironment(folder), overlays, given: given.resources };
}

function buildOverlay(
  id: string,
  fileSystem: FileSystem,
  cache = createBuildCache(),
): BuiltOverlay {
  const options = { fileSystem, cache, strict: true, reorder: 'legacy', trace: true } as const;
  const { resources, inputs } = build(posix.join(ROOT, 'overlays', id), options);
  return { id, resources, inputs };
}

/** What `environment.yaml` says, as far as rules ask for it. */
function readEnvironment(folder: string): Environment {
  const { resources } = readResources([posix.join(folder, 'environment.yaml')], diskFileSystem());
  const [resource] = resources;
  if (!resource) throw new Error(`there is no environment in ${folder}`);
  const spec: Partial<Environment> & { argocd?: Partial<Environment> } = JSON.parse(
    JSON.stringify(toJsonValue(resource.node)),
  ).spec;
  const nodes = (spec.nodes ?? []).map((node) => ({ ...node, ready: true, addresses: [] }));
  return { ...defaultEnvironment, ...spec, ...spec.argocd, name: resource.name, nodes };
}

/** What is wrong with an environment after these edits. */
export function checkCluster(cluster: Cluster, edits: readonly Edit[]): readonly Finding[] {
  const rewritten = rewriteSources(cluster, edits);
  const owners = new Map<Resource, readonly string[]>();
  for (const { id, resources } of rewritten) {
    for (const resource of resources) owners.set(resource, [id]);
  }
  const built = new Set(owners.keys());
  let given = cluster.given;
  for (const edit of edits) {
    if (edit.do === 'add') {
      for (const added of read(edit.yaml)) {
        owners.set(added, [`${cluster.environment.name}/${edit.overlay}`]);
      }
    }
    if (edit.do !== 'set' && edit.do !== 'drop') continue;
    const meant = [...owners.keys(), ...given].filter((resource) => idOf(resource) === edit.on);
    const [resource] = meant;
    if (!resource || meant.length > 1)
      throw new Error(`${edit.on} means ${meant.length} resources`);
    const changed = edit.do === 'set' ? editResource(resource, edit) : [];
    const owner = owners.get(resource);
    if (owner) {
      owners.delete(resource);
      for (const other of changed) owners.set(other, owner);
    } else given = [...given.filter((other) => other !== resource), ...changed];
  }
  const facts = edits.flatMap((edit) => (edit.do === 'environment' ? [edit.facts] : []));
  const environment: Environment = Object.assign({}, cluster.environment, ...facts);
  return checkModel({
    model: discover([...owners.keys(), ...given], environment, known),
    complete: true,
    overlaysOf: (resource) => owners.get(resource),
    // What was edited after the build has no origins.
    traced: (resource) => (built.has(resource) ? resource.node : undefined),
  });
}

/** Builds anew what reads a file that was rewritten. */
function rewriteSources({ overlays }: Cluster, edits: readonly Edit[]): readonly BuiltOverlay[] {
  const disk = diskFileSystem();
  const files = new Map<string, string>();
  for (const edit of edits) {
    if (edit.do !== 'rewrite') continue;
    const file = posix.join(ROOT, edit.file);
    const before = files.get(file) ?? new TextDecoder().decode(disk.readFile(file));
    if (!before.includes(edit.from)) throw new Error(`${edit.file} does not hold ${edit.from}`);
    files.set(file, before.replaceAll(edit.from, edit.to));
  }
  if (files.size === 0) return overlays;
  const fileSystem = layeredFileSystem(disk, Object.fromEntries(files));
  return overlays.map((overlay) =>
    overlay.inputs.some((input) => files.has(input))
      ? buildOverlay(overlay.id, fileSystem)
      : overlay,
  );
}

function editResource(
  { node }: Resource,
  { field, to }: Extract<Edit, { do: 'set' }>,
): readonly Resource[] {
  // A resource is a mapping.
  const object = toJsonValue(node) as JsonObject;
  return read(JSON.stringify(editObject(object, field, to)));
}

function read(text: string): readonly Resource[] {
  const { resources, errors } = readResources(['/edit'], memoryFileSystem({ '/edit': text }));
  if (errors[0]) throw errors[0];
  return resources;
}

/** Without the hash that kustomize appends. */
function idOf({ kind, namespace = '', name }: Resource): string {
  return `${kind}/${namespace}/${name.replace(/-[2456789bcdfghkmt]{10}$/, '')}`;
}
