import type { Answer } from '@fingerpost/apiserver';
import type { JsonObject, Resource } from 'kustomize-ts';

/** Labels and annotations. */
export type Labels = ReadonlyMap<string, string>;

/** An object as the API server would hold it. */
export interface StoredObject {
  /** '' is the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** '' for objects without namespace. */
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** With defaults, without status. */
  readonly object: JsonObject;
  /** As it was read: status, and fields that only the server sets, are here alone. */
  readonly written: JsonObject;
  /** What the API server says when it is created. */
  readonly answer: Answer;
  /** The resource that it was read from, with the places of its fields. */
  readonly resource: Resource;
}

/** How messages name an object: `Service/backend/go-server`, `Namespace/backend`. */
export function describeObject(stored: {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}): string {
  const { kind, namespace, name } = stored;
  return namespace === '' ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}
