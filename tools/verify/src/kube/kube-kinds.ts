import { flag, objects, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

import type { ObjectKind } from '../cluster.ts';
import type { ClusterError } from '../cluster-error.ts';
import type { KubeResponse } from './kube-request.ts';

/** How the API calls a kind. */
export interface KindPath {
  /** `/apis/apps/v1` */
  readonly root: string;
  /** `deployments` */
  readonly plural: string;
  readonly namespaced: boolean;
}

/** Finds out how a cluster calls kinds; undefined for those that it does not have. Each version is asked for once. */
export type FindKind = (kind: ObjectKind) => Promise<KindPath | undefined>;

/**
 * @param ask sends a GET
 * @param refuse the error of an answer that is no list
 */
export function kindFinder(
  ask: (path: string) => Promise<KubeResponse>,
  refuse: (response: KubeResponse, path: string) => ClusterError,
  parse: (body: string) => JsonObject,
): FindKind {
  const versions = new Map<string, Promise<readonly JsonObject[]>>();
  const listOf = async (apiVersion: string): Promise<readonly JsonObject[]> => {
    const response = await ask(rootOf(apiVersion));
    if (response.status === 404) return [];
    if (response.status !== 200) throw refuse(response, rootOf(apiVersion));
    return objects(parse(response.body), 'resources');
  };
  return async ({ apiVersion, kind }) => {
    let listed = versions.get(apiVersion);
    if (!listed) {
      listed = listOf(apiVersion);
      versions.set(apiVersion, listed);
    }
    const found = (await listed).find(
      (resource) => text(resource, 'kind') === kind && !text(resource, 'name').includes('/'),
    );
    if (!found) return undefined;
    return {
      root: rootOf(apiVersion),
      plural: text(found, 'name'),
      namespaced: flag(found, 'namespaced'),
    };
  };
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
