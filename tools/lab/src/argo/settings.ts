import fs from 'node:fs';
import path from 'node:path';

import { build, diskFileSystem, toJsonValue, toPosixPath } from 'kustomize-ts';
import type { JsonObject } from 'kustomize-ts';

import { ARGO_NAMESPACE } from './namespace.ts';

/** Folders, absolute. */
export interface ArgoSources {
  /** The Go module of Argo CD, which has its manifests. */
  readonly module: string;
  /** `apps/argocd` of this repository. */
  readonly component: string;
  /** Where the kustomization may be written that joins them. */
  readonly folder: string;
}

/** Kinds of the manifests that are of use without pods of Argo CD. */
const KEPT = new Set(['ConfigMap', 'Secret']);

/** Argo CD's namespace, and its own ConfigMaps and Secrets with `apps/argocd` as a component, as docs/argocd.md installs it. */
export function readArgoSettings({ module, component, folder }: ArgoSources): JsonObject[] {
  fs.mkdirSync(folder, { recursive: true });
  const manifests = path.join(module, 'manifests');
  const install = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: ARGO_NAMESPACE,
    resources: [relative('base/config'), relative('base/notification')],
    components: [path.relative(folder, component)],
  };
  fs.writeFileSync(
    path.join(folder, 'kustomization.yaml'),
    `${JSON.stringify(install, null, 2)}\n`,
  );
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: ARGO_NAMESPACE } };
  return [namespace, ...objectsOf(folder).filter(({ kind }) => KEPT.has(String(kind)))];

  function relative(part: string): string {
    return toPosixPath(path.relative(folder, path.join(manifests, part)));
  }
}

/** What a folder with a kustomization renders to. */
export function objectsOf(folder: string): JsonObject[] {
  const { resources } = build(toPosixPath(folder), { fileSystem: diskFileSystem(), strict: true });
  return resources.map(({ node }) => toJsonValue(node) as JsonObject);
}
