import { createHash } from 'node:crypto';

import { defaultEnvironment } from '@fingerpost/discovery';
import type { Environment } from '@fingerpost/discovery';
import { memoryFileSystem, readResources } from 'kustomize-ts';
import type { Resource } from 'kustomize-ts';

import type { EnvironmentSide } from '../../src/meaning/environments/environment-side.ts';
import type { PlainOverlays } from './random-environment.ts';

const NODES = ['a', 'b'].map((name) => ({ name, zone: name, ready: true, addresses: [] }));
const environment: Environment = { ...defaultEnvironment, name: 'dev', nodes: NODES };

/** A side of an environment whose overlays render to these objects. */
export function plainSide(
  overlays: PlainOverlays,
  facts: Partial<Environment> = {},
): EnvironmentSide {
  return {
    environment: { ...environment, ...facts },
    overlays: Object.entries(overlays).map(([id, objects]) => {
      const text = JSON.stringify(objects, null, 1);
      const key = createHash('sha256').update(text).digest('hex');
      return { id, key, load: () => ({ resources: read(id, objects) }) };
    }),
    failed: [],
    given: { digest: '', load: () => [] },
  };
}

function read(id: string, objects: readonly unknown[]): Resource[] {
  const path = `/${id}.yaml`;
  const text = objects.map((object) => JSON.stringify(object, null, 1)).join('\n---\n');
  const { resources, errors } = readResources([path], memoryFileSystem({ [path]: text }));
  if (errors[0]) throw errors[0];
  return [...resources];
}
