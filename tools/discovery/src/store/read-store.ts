import { create, defaultsOf, object, text, textMap } from '@fingerpost/apiserver';
import type { Answer, CreateOptions } from '@fingerpost/apiserver';
import { getPath, KustomizeError, toJsonValue } from 'kustomize-ts';
import type { JsonObject, Resource } from 'kustomize-ts';
import type { NotModelled } from '../not-modelled.ts';
import { familiarityOf, isNamespaced } from './kinds.ts';
import type { KnownObjects } from './known-objects.ts';
import { makeStore } from './store.ts';
import type { Store, UnreadableResource } from './store.ts';
import { describeObject } from './stored-object.ts';
import type { StoredObject } from './stored-object.ts';

/** What is known of the cluster that objects are sent to. */
export interface ReadStoreOptions {
  /** Networks of cluster IPs, the first family first. Default: an IPv4 and an IPv6 one. */
  readonly serviceCIDRs?: readonly string[];
  /** What was read before: a resource that is sent to the same cluster again is not read again. */
  readonly known?: KnownObjects;
}

/**
 * What the API server would hold after all of the resources were sent to it: with defaults, each in a namespace.
 * What it would refuse is modelled as it is written, and said.
 */
export function readStore(
  resources: readonly Resource[],
  { serviceCIDRs, known }: ReadStoreOptions = {},
): Store {
  const notModelled: NotModelled[] = [];
  const unreadable: UnreadableResource[] = [];
  const namespaces = new Map(
    resources
      .filter(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Namespace')
      .map((resource) => [resource.name, labelsOf(resource)]),
  );
  const definitions = resources
    .filter(({ kind }) => kind === 'CustomResourceDefinition')
    .map((resource) => readJson(resource, []))
    .filter((definition) => definition !== undefined);
  const about = known ? JSON.stringify([serviceCIDRs, definitions]) : '';
  const objects = resources.flatMap((resource) => {
    const namespaceLabels = namespaces.get(resource.namespace ?? 'default');
    const read = (): StoredObject | undefined => {
      const written = readJson(resource, unreadable);
      if (!written) return undefined;
      const cluster = {
        ...(serviceCIDRs && { serviceCIDRs }),
        definitions,
        ...(namespaceLabels && { namespaceLabels }),
      };
      return readObject(resource, written, cluster);
    };
    const stored = known
      ? known.get(resource, about, JSON.stringify(namespaceLabels ?? null), read)
      : read();
    if (!stored) return [];
    const reason = leftOut(stored);
    if (reason !== undefined) {
      notModelled.push({ resource: describeObject(stored), field: '', reason });
    }
    return [stored];
  });
  for (const { resource, reason } of unreadable)
    notModelled.push({ resource: describeUnread(resource), field: '', reason });
  return makeStore({ objects, unreadable, notModelled });
}

function readObject(resource: Resource, written: JsonObject, cluster: CreateOptions): StoredObject {
  const { apiVersion, kind } = resource;
  const answer = create(written, cluster);
  const slash = apiVersion.indexOf('/');
  const final = answer.defaulted ?? defaultsOf(written, cluster) ?? written;
  const metadata = object(final, 'metadata');
  return {
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind,
    namespace: text(metadata, 'namespace') || namespaceWithout(kind, answer),
    name: text(metadata, 'name'),
    labels: new Map(textMap(metadata, 'labels')),
    annotations: new Map(textMap(metadata, 'annotations')),
    object: final,
    written,
    answer,
    resource,
  };
}

/** The namespace of an object that has none: the API server gives one to what it takes, where it needs it. */
function namespaceWithout(kind: string, { verdict }: Answer): string {
  return verdict === 'rejected' && isNamespaced(kind) ? 'default' : '';
}

/** What the model takes otherwise than a cluster would: a kind that it does not know, or a refused object of one that it does. */
function leftOut({ group, kind, answer, resource }: StoredObject): string | undefined {
  const familiarity = familiarityOf(group, kind);
  const isMistaken = answer.problems?.some((problem) => problem.kind === 'unknown-kind') ?? false;
  if (familiarity === 'unknown' || (familiarity === 'irrelevant' && isMistaken)) {
    return `${kind} of ${resource.apiVersion} is not modelled: what it does to names, endpoints, routes and connections is left out`;
  }
  if (familiarity === 'irrelevant' || answer.verdict !== 'rejected') return undefined;
  return `the API server refuses it (${answer.message ?? 'it is refused'}); it is modelled as it is written`;
}

function describeUnread({ kind, namespace = '', name }: Resource): string {
  return describeObject({ kind, namespace, name });
}

function labelsOf({ node }: Resource): Record<string, string> {
  const labels = getPath(node, 'metadata', 'labels');
  if (labels?.kind !== 'mapping') return {};
  return Object.fromEntries(
    labels.entries.flatMap(({ key, value }) =>
      key.kind === 'scalar' && value.kind === 'scalar' ? [[key.value, value.value]] : [],
    ),
  );
}

function readJson(resource: Resource, unreadable: UnreadableResource[]): JsonObject | undefined {
  try {
    // A resource is a mapping.
    return toJsonValue(resource.node) as JsonObject;
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    unreadable.push({ resource, reason: error.reason });
    return undefined;
  }
}
