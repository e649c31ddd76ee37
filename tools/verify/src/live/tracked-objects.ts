import { object, objects, text, texts, textMap } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

import type { Cluster, ClusterObject, ObjectKind } from '../cluster.ts';
import { ClusterError } from '../cluster-error.ts';
import type { ClusterProblem } from '../cluster-error.ts';
import { withoutServerFields } from './server-fields.ts';

/** An object of which Argo CD says that it belongs to an Application. */
export interface TrackedObject {
  readonly application: string;
  readonly object: ClusterObject;
}

/** What was found, and the kinds that could not be listed. */
export interface TrackedObjects {
  readonly tracked: readonly TrackedObject[];
  /** One line each. */
  readonly notices: readonly string[];
}

const TRACKING = 'argocd.argoproj.io/tracking-id';
const HOOK = 'argocd.argoproj.io/hook';

/** Kinds that Argo CD leaves alone by default, and those that only repeat what another group has. */
const PASSED_OVER: readonly string[] = ['Endpoints', 'Event', 'Lease'];

/** What keeps one kind from being listed: no right to it, its API is down, or it has just been removed. */
const OF_ONE_KIND: readonly ClusterProblem[] = ['forbidden', 'not-found', 'server'];

/** Every object of the cluster that bears Argo CD's tracking annotation, of whatever kind; hooks are left out. */
export async function findTracked(cluster: Cluster): Promise<TrackedObjects> {
  const listed = await listKinds(cluster);
  const notices: string[] = [...listed.notices];
  const tracked: TrackedObject[] = [];
  for (const kind of listed.kinds) {
    let found: readonly ClusterObject[] = [];
    try {
      found = await cluster.list(kind);
    } catch (error) {
      if (!(error instanceof ClusterError) || !OF_ONE_KIND.includes(error.problem)) throw error;
      notices.push(`what Argo CD made of kind ${kind.kind} is not known: ${error.message}`);
    }
    for (const item of found) {
      const application = applicationOf(item);
      if (application !== undefined) {
        tracked.push({ application, object: withoutServerFields(item) });
      }
    }
  }
  return { tracked, notices };
}

/** `application:group/Kind:namespace/name`; a copy on another object, as controllers make them, does not count. */
function applicationOf({ apiVersion, kind, metadata }: ClusterObject): string | undefined {
  const annotations = new Map(textMap(metadata, 'annotations'));
  const id = annotations.get(TRACKING);
  if (id === undefined || annotations.has(HOOK)) return undefined;
  const [application = '', ...rest] = id.split(':');
  const namespaces = [text(metadata, 'namespace'), ''];
  const isOwn = namespaces.some(
    (namespace) =>
      rest.join(':') === `${groupOf(apiVersion)}/${kind}:${namespace}/${metadata.name}`,
  );
  return isOwn ? application : undefined;
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

/**
 * All kinds that can be listed, each in one version, and what could not be asked: the version that the server prefers for
 * the group, else, as kinds on trial are in no other, the first that has it (`ServerPreferredResources` of client-go).
 */
async function listKinds(cluster: Cluster): Promise<{
  readonly kinds: readonly ObjectKind[];
  readonly notices: readonly string[];
}> {
  const groups = objects(await readJson(cluster, '/apis'), 'groups').filter(
    (group) => text(group, 'name') !== 'events.k8s.io',
  );
  const versions = groups.flatMap((group) => [
    text(object(group, 'preferredVersion'), 'groupVersion'),
    ...objects(group, 'versions').map((version) => text(version, 'groupVersion')),
  ]);
  const kinds = new Map<string, ObjectKind>();
  const notices: string[] = [];
  for (const apiVersion of new Set(['v1', ...versions])) {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    try {
      for (const found of listedKinds(apiVersion, await readJson(cluster, root))) {
        const key = `${groupOf(apiVersion)}/${found.kind}`;
        if (!kinds.has(key)) kinds.set(key, found);
      }
    } catch (error) {
      // The server of an aggregated API may be down.
      if (!(error instanceof ClusterError) || !OF_ONE_KIND.includes(error.problem)) throw error;
      notices.push(`what Argo CD made of ${apiVersion} is not known: ${error.message}`);
    }
  }
  return { kinds: [...kinds.values()], notices };
}

function listedKinds(apiVersion: string, version: JsonObject): ObjectKind[] {
  return objects(version, 'resources').flatMap((resource) => {
    const kind = text(resource, 'kind');
    const isListed = texts(resource, 'verbs').includes('list');
    const isPassedOver = text(resource, 'name').includes('/') || PASSED_OVER.includes(kind);
    return isListed && !isPassedOver ? [{ apiVersion, kind }] : [];
  });
}

async function readJson(cluster: Cluster, path: string): Promise<JsonObject> {
  return JSON.parse(await cluster.getRaw(path)) as JsonObject;
}
