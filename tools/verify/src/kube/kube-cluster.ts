import { object, objects, text } from '@fingerpost/apiserver';
import type { JsonObject, JsonValue } from 'kustomize-ts';

import type { Cluster, ClusterObject, ObjectKind } from '../cluster.ts';
import { ClusterError } from '../cluster-error.ts';
import { expiredClientCertificate, readKubeConfig } from './kube-config.ts';
import type { KubeConfigOptions } from './kube-config.ts';
import { parseAnswer, refusalError } from './kube-errors.ts';
import { execInContainer } from './kube-exec.ts';
import { kindFinder } from './kube-kinds.ts';
import type { KindPath } from './kube-kinds.ts';
import { sendKubeRequest } from './kube-request.ts';
import type { KubeRequest, KubeResponse } from './kube-request.ts';

/** How many objects one answer may hold. */
const PAGE = 500;

/** A cluster of a kubeconfig. Nothing is asked until it is used. Throws a ClusterError where the kubeconfig is wrong. */
export function openKubeCluster(options: KubeConfigOptions): Cluster {
  const config = readKubeConfig(options);
  const server = config.getCurrentCluster()?.server ?? '';
  const send = (request: KubeRequest) => sendKubeRequest(config, request);
  const refuse = (response: KubeResponse, verb: string, resource: string): ClusterError => {
    const expired = expiredClientCertificate(config);
    return refusalError(response, { verb, resource, server, expired });
  };
  const findKind = kindFinder(
    (path) => send({ method: 'GET', path }),
    (response, path) => refuse(response, 'get', path),
    (body) => parseAnswer(body, server),
  );

  /** The answer to a request; undefined where the server does not have what it is about. */
  const ask = async (
    request: KubeRequest,
    verb: string,
    resource: string,
  ): Promise<string | undefined> => {
    const response = await send(request);
    if (response.status >= 200 && response.status < 300) return response.body;
    if (response.status === 404 && verb === 'get') return undefined;
    throw refuse(response, verb, resource);
  };

  const listAll = async (kind: ObjectKind, namespace?: string): Promise<ClusterObject[]> => {
    const path = await findKind(kind);
    if (!path) return [];
    const found: ClusterObject[] = [];
    let next = '';
    const seen = new Set<string>();
    do {
      seen.add(next);
      const query = new URLSearchParams({ limit: String(PAGE), ...(next && { continue: next }) });
      const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
      const body = await ask(
        { method: 'GET', path: `${collectionOf(path, namespace)}?${String(query)}` },
        'list',
        `${path.plural}${where}`,
      );
      const page = parseAnswer(body, server);
      for (const item of objects(page, 'items')) found.push(toObject(item, kind));
      next = text(object(page, 'metadata'), 'continue');
      if (next !== '' && seen.has(next)) {
        const message = `cannot list ${path.plural}${where}: ${server} gives the same page again and again; see whether the cluster is well`;
        throw new ClusterError('server', message);
      }
    } while (next !== '');
    return found;
  };

  return {
    context: config.getCurrentContext(),
    server,
    list: listAll,
    async get({ apiVersion, kind, namespace, name }) {
      const path = await findKind({ apiVersion, kind });
      if (!path) return undefined;
      const place = `${collectionOf(path, namespace ?? 'default')}/${encodeURIComponent(name)}`;
      const body = await ask({ method: 'GET', path: place }, 'get', `${path.plural} ${name}`);
      if (body === undefined) return undefined;
      return toObject(parseAnswer(body, server), { apiVersion, kind });
    },
    async dryRunApply(applied, fieldManager) {
      const { apiVersion, kind, metadata } = applied;
      const path = await findKind({ apiVersion, kind });
      if (!path) {
        const message = `the cluster has no kind ${kind} of ${apiVersion}; install its definition first`;
        throw new ClusterError('not-found', message);
      }
      const namespace = text(metadata, 'namespace') || 'default';
      const query = new URLSearchParams({
        dryRun: 'All',
        fieldManager,
        force: 'true',
        fieldValidation: 'Strict',
      });
      const place = `${collectionOf(path, namespace)}/${encodeURIComponent(metadata.name)}`;
      const body = await ask(
        {
          method: 'PATCH',
          path: `${place}?${String(query)}`,
          body: writeJson(applied),
          contentType: 'application/apply-patch+yaml',
        },
        'patch',
        `${path.plural} ${path.namespaced ? `${namespace}/` : ''}${metadata.name}`,
      );
      return toObject(parseAnswer(body, server), { apiVersion, kind });
    },
    exec: (container, execution) => execInContainer(config, container, execution),
    async addEphemeralContainer(namespace, pod, container) {
      await ask(
        {
          method: 'PATCH',
          path: `${podPath(namespace, pod)}/ephemeralcontainers`,
          body: JSON.stringify({ spec: { ephemeralContainers: [container] } }),
          contentType: 'application/strategic-merge-patch+json',
        },
        'patch',
        `pods/ephemeralcontainers ${namespace}/${pod}`,
      );
    },
    async deletePod(namespace, pod, graceSeconds) {
      const query = graceSeconds === undefined ? '' : `?gracePeriodSeconds=${graceSeconds}`;
      const path = `${podPath(namespace, pod)}${query}`;
      await ask({ method: 'DELETE', path }, 'delete', `pods ${namespace}/${pod}`);
    },
    async getRaw(path) {
      const body = await ask({ method: 'GET', path }, 'get', path);
      if (body !== undefined) return body;
      throw new ClusterError('not-found', `${server} has no ${path}`);
    },
  };
}

function collectionOf({ root, plural, namespaced }: KindPath, namespace?: string): string {
  if (!namespaced || namespace === undefined) return `${root}/${plural}`;
  return `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}`;
}

function podPath(namespace: string, pod: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}`;
}

/** The items of a list do not say of what kind they are. */
function toObject(item: JsonObject, { apiVersion, kind }: ObjectKind): ClusterObject {
  const metadata = object(item, 'metadata') ?? {};
  return { ...item, apiVersion, kind, metadata: { ...metadata, name: text(metadata, 'name') } };
}

/** Integers that JavaScript's numbers cannot hold keep all of their digits. */
function writeJson(value: JsonObject): string {
  const marked = JSON.stringify(value, (_key, inner: JsonValue) =>
    typeof inner === 'bigint' ? `\0${inner}\0` : inner,
  );
  return marked.replaceAll(/"\\u0000(-?\d+)\\u0000"/g, '$1');
}
