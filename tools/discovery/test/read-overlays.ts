import fs from 'node:fs';
import { build, diskFileSystem, readResources } from 'kustomize-ts';
import type { Resource } from 'kustomize-ts';
import type { Environment, Node } from '../src/environment/environment.ts';
import { defaultEnvironment } from '../src/environment/environment.ts';

const root = new URL('../../../overlays/', import.meta.url).pathname;

function nodes(zones: readonly string[]): readonly Node[] {
  return zones.map((zone, index) => {
    return { name: `node-${'abc'[index]}`, zone, ready: true, addresses: [] };
  });
}

const shared = {
  ...defaultEnvironment,
  prometheus: { namespace: 'monitoring', monitorSelector: { release: 'prometheus' } },
  gateway: { name: 'edge', namespace: 'kube-system' },
};

/** The environments of this repository, as far as Services, routes and scrapes depend on them. */
export const environments: Readonly<Record<'dev' | 'prod', Environment>> = {
  dev: {
    ...shared,
    name: 'dev',
    distribution: 'k3s',
    serviceCIDRs: ['10.43.0.0/16'],
    podCIDRs: ['10.42.0.0/16'],
    nodes: nodes(['a', 'b']),
  },
  prod: {
    ...shared,
    name: 'prod',
    distribution: 'eks',
    serviceCIDRs: ['172.20.0.0/16'],
    podCIDRs: ['10.120.64.0/18'],
    nodes: nodes(['eu-central-1a', 'eu-central-1b', 'eu-central-1c']),
  },
};

/** The resources of all overlays of an environment of this repository, and what its cluster brings itself. */
export function readOverlays(environment: 'dev' | 'prod'): readonly Resource[] {
  const folder = `${root}${environment}`;
  const units = fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'given');
  const built = units.flatMap(({ name }) => build(`${folder}/${name}`).resources);
  const given = fs.readdirSync(`${folder}/given`).map((name) => `${folder}/given/${name}`);
  return [...built, ...readResources(given, diskFileSystem()).resources];
}
