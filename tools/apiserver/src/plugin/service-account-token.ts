import type { JsonObject } from 'kustomize-ts';
import { objects, text } from '../field/read.ts';

// Source: plugin/pkg/admission/serviceaccount/admission.go, mountServiceAccountToken.

const VOLUME_PREFIX = 'kube-api-access-';
/** Stands for the five characters that the API server draws. */
const RANDOM_END = 'xxxxx';
const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
/** An hour, and a few seconds by which tokens of this kind are known. */
const EXPIRATION_SECONDS = 3607;
const FILE_MODE = 0o644;

/** Mounts the token of the service account into every container that has nothing at its place. */
export function mountServiceAccountToken(spec: JsonObject): void {
  const volumes = objects(spec, 'volumes');
  const existing = volumes
    .map((volume) => text(volume, 'name'))
    .find((name) => name.startsWith(VOLUME_PREFIX));
  const name = existing ?? VOLUME_PREFIX + RANDOM_END;
  let isNeeded = false;
  for (const list of ['initContainers', 'containers']) {
    for (const container of objects(spec, list)) {
      const mounts = objects(container, 'volumeMounts');
      if (mounts.some((mount) => text(mount, 'mountPath') === MOUNT_PATH)) continue;
      container['volumeMounts'] = [...mounts, { name, readOnly: true, mountPath: MOUNT_PATH }];
      isNeeded = true;
    }
  }
  if (isNeeded && existing === undefined) {
    spec['volumes'] = [...volumes, { name, projected: tokenSource() }];
  }
}

function tokenSource(): JsonObject {
  return {
    sources: [
      { serviceAccountToken: { expirationSeconds: EXPIRATION_SECONDS, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [
            { path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } },
          ],
        },
      },
    ],
    defaultMode: FILE_MODE,
  };
}
