import { memoryFileSystem, readResources } from 'kustomize-ts';
import type { Resource } from 'kustomize-ts';
import { readStore } from '../src/store/read-store.ts';
import type { Store } from '../src/store/store.ts';

/** The resources of YAML documents. */
export function readResourcesOf(yaml: string): readonly Resource[] {
  const { resources, errors } = readResources(['/m.yaml'], memoryFileSystem({ '/m.yaml': yaml }));
  if (errors[0]) throw errors[0];
  return resources;
}

/** What the API server would hold of YAML documents. */
export function readYaml(yaml: string): Store {
  return readStore(readResourcesOf(yaml));
}
