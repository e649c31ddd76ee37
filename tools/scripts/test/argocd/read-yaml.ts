import { memoryFileSystem, readResources, readYaml as readNode, toJsonValue } from 'kustomize-ts';
import type { JsonObject, JsonValue } from 'kustomize-ts';

/** The Kubernetes objects of a text, as the API server reads it; of the documents that are none, what is wrong. */
export function readObjects(text: string): { objects: readonly JsonObject[]; errors: string[] } {
  const { resources, errors } = readResources(['/a.yaml'], memoryFileSystem({ '/a.yaml': text }));
  return {
    objects: resources.map(({ node }) => toJsonValue(node) as JsonObject),
    errors: errors.map(({ message }) => message),
  };
}

/** A text of YAML that need be no object. */
export function readYaml(text: string): JsonValue {
  const node = readNode(new TextEncoder().encode(text), { path: 'text' });
  return node === undefined ? null : toJsonValue(node);
}
