import { create, defaultsOf, object, text, textMap } from '@fingerpost/apiserver';
import { KustomizeError, toJsonValue } from 'kustomize-ts';
import type { JsonObject, Resource } from 'kustomize-ts';
import type { NotModelled } from '../not-modelled.ts';
import { familiarityOf, isNamespaced } from './kinds.ts';
import { makeStore } from './store.ts';
import type { Store } from './store.ts';
import { describeObject } from './stored-object.ts';
import type { StoredObject } from './stored-object.ts';

/** What is known of the cluster that objects are sent to. */
export interface ReadStoreOptions {
  /** Networks of cluster IPs, the first family first. Default: an IPv4 and an IPv6 one. */
  readonly serviceCIDRs?: readonly string[];
}

/**
 * What the API server would hold after all of the resources were sent to it: with defaults, each in a namespace.
 * What it would refuse is modelled as it is written, and said.
 */
export function readStore(resources: readonly Resource[], options: ReadStoreOptions = {}): Store {
  const notModelled: NotModelled[] = [];
  const objects = resources.flatMap((resource) => readObject(resource, options, notModelled));
  return makeStore(objects, notModelled);
}

function readObject(
  resource: Resource,
  options: ReadStoreOptions,
  notModelled: NotModelled[],
): StoredObject[] {
  const { apiVersion, kind } = resource;
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const version = apiVersion.slice(slash + 1);
  const identity = { kind, namespace: resource.namespace ?? '', name: resource.name };
  const leaveOut = (reason: string): void => {
    notModelled.push({ resource: describeObject(identity), field: '', reason });
  };
  const familiarity = familiarityOf(group, kind);
  if (familiarity === 'irrelevant') return [];
  if (familiarity === 'unknown') {
    leaveOut(
      `${kind} of ${apiVersion} is not modelled: what it does to names, endpoints, routes and connections is left out`,
    );
    return [];
  }
  const written = readJson(resource, leaveOut);
  if (!written) return [];
  const answer = create(written, options);
  const stored = answer.defaulted ?? defaultsOf(written, options);
  if (answer.verdict === 'rejected') {
    const reason = answer.message ?? 'it is refused';
    leaveOut(`the API server refuses it (${reason}); it is modelled as it is written`);
  }
  const final = stored ?? written;
  const metadata = object(final, 'metadata');
  return [
    {
      group,
      version,
      kind,
      namespace: text(metadata, 'namespace') || (isNamespaced(kind) ? 'default' : ''),
      name: text(metadata, 'name'),
      labels: new Map(textMap(metadata, 'labels')),
      annotations: new Map(textMap(metadata, 'annotations')),
      object: final,
      written,
      resource,
    },
  ];
}

function readJson(resource: Resource, leaveOut: (reason: string) => void): JsonObject | undefined {
  try {
    // A resource is a mapping.
    return toJsonValue(resource.node) as JsonObject;
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    leaveOut(error.reason);
    return undefined;
  }
}
