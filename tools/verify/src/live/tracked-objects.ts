import { object, objects, text, texts, textMap } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

import type { Cluster, ClusterObject, ObjectKind } from '../cluster.ts';
import { ClusterError } from '../cluster-error.ts';
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
      if (!(error instanceof ClusterError) || error.problem !== 'forbidden') throw error;
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
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  const [application = '', ...rest] = id.split(':');
  const namespaces = [text(metadata, 'namespace'), ''];
  const isOwn = namespaces.some(
    (namespace) => rest.join(':') === `${group}/${kind}:${namespace}/${metadata.name}`,
  );
  return isOwn ? application : undefined;
}

/** All kinds that can be listed, each in the version that the server prefers, and what could not be asked. */
async function listKinds(cluster: Cluster): Promise<{
  readonly kinds: readonly ObjectKind[];
  readonly notices: readonly string[];
}> {
  const groups = objects(await readJson(cluster, '/apis'), 'groups').map((group) =>
    text(object(group, 'preferredVersion'), 'groupVersion'),
  );
  const kinds: ObjectKind[] = [];
  const notices: string[] = [];
  for (const apiVersion of ['v1', ...groups.filter((group) => group !== 'events.k8s.io/v1')]) {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    try {
      kinds.push(...listedKinds(apiVersion, await readJson(cluster, root)));
    } catch (error) {
      // The server of an aggregated API may be down.
      if (!(error instanceof ClusterError) || error.problem !== 'server') throw error;
      notices.push(`what Argo CD made of ${apiVersion} is not known: ${error.message}`);
    }
  }
  return { kinds, notices };
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
