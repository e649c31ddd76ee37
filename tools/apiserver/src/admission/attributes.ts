import type { JsonObject } from 'kustomize-ts';
import { object, text } from '../field/read.ts';
import { goKind } from '../schema/types.ts';

/** What a request does to its object. */
export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** A resource as paths name it. */
export interface GroupVersionResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

/** A kind as objects name it. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Who makes the request. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

/** A request as admission sees it: the objects are those after defaulting. */
export interface Attributes {
  readonly operation: Operation;
  readonly kind: GroupVersionKind;
  readonly resource: GroupVersionResource;
  readonly subresource: string;
  readonly name: string;
  /** Of a request for a namespace itself: that namespace. */
  readonly namespace: string;
  readonly object: JsonObject | undefined;
  readonly oldObject: JsonObject | undefined;
  readonly isDryRun: boolean;
  readonly user: User;
}

/** The group and version of an `apiVersion`. */
export function groupVersion(apiVersion: string): {
  readonly group: string;
  readonly version: string;
} {
  const slash = apiVersion.indexOf('/');
  if (slash < 0) return { group: '', version: apiVersion };
  return { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** The resource of an object's kind; kinds without a known one get the usual plural. */
export function resourceOf(
  apiVersion: string,
  kind: string,
  definitions: readonly JsonObject[] = [],
): GroupVersionResource {
  const known = goKind(apiVersion, kind, definitions);
  return { ...groupVersion(apiVersion), resource: known?.resource ?? plural(kind) };
}

function plural(kind: string): string {
  const lower = kind.toLowerCase();
  if (/[^aeiou]y$/u.test(lower)) return `${lower.slice(0, -1)}ies`;
  return lower.endsWith('s') ? `${lower}es` : `${lower}s`;
}

/** Whether the request is for a namespace itself. */
export function isNamespaceRequest({ resource }: Pick<Attributes, 'resource'>): boolean {
  return resource.group === '' && resource.version === 'v1' && resource.resource === 'namespaces';
}

/** Labels of an object. */
export function labelsOf(target: JsonObject | undefined): ReadonlyMap<string, string> {
  const labels = object(object(target, 'metadata'), 'labels') ?? {};
  return new Map(Object.keys(labels).map((key) => [key, text(labels, key)]));
}
