import { build, createBuildCache } from 'kustomize-ts';
import type { FileSystem, Node, Resource } from 'kustomize-ts';

import type { EnvironmentInput } from './inputs.ts';

/**
 * Finds the same resource with the origins of its values. The overlay of a resource is built again when it is first
 * asked for, with tracing: most overlays never are.
 */
export function traceResources(
  overlays: EnvironmentInput['overlays'],
  fileSystem: FileSystem,
): (resource: Resource) => Node | undefined {
  const cache = createBuildCache();
  const directories = new Map(
    overlays.flatMap(({ overlay, resources }) =>
      resources.map((resource) => [resource, overlay.directory] as const),
    ),
  );
  const traced = new Map<string, ReadonlyMap<string, Node>>();
  return (resource) => {
    const directory = directories.get(resource);
    if (directory === undefined) return undefined;
    const known = traced.get(directory) ?? traceOverlay(directory);
    traced.set(directory, known);
    return known.get(keyOf(resource));
  };

  function traceOverlay(directory: string): ReadonlyMap<string, Node> {
    const options = { fileSystem, cache, strict: true, reorder: 'legacy', trace: true } as const;
    const { resources } = build(directory, options);
    return new Map(resources.map((resource) => [keyOf(resource), resource.node]));
  }
}

function keyOf({ apiVersion, kind, namespace = '', name }: Resource): string {
  return [apiVersion, kind, namespace, name].join(' ');
}
