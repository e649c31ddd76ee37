import { createHash } from 'node:crypto';

import { createKnownObjects, discover } from '@fingerpost/discovery';
import type { DiscoveryModel, KnownObjects } from '@fingerpost/discovery';
import { checkModel } from '@fingerpost/policy';
import type { Finding } from '@fingerpost/policy';
import type { Resource } from 'kustomize-ts';

import type { EnvironmentSide, SideOverlay } from './environment-side.ts';

/** Renderings of both sides, each loaded once. */
export interface Renderings {
  resourcesOf(overlay: SideOverlay): readonly Resource[];
  givenOf(side: EnvironmentSide): readonly Resource[];
  /** Objects that both sides share. */
  readonly known: KnownObjects;
}

/** Loads nothing yet. */
export function createRenderings(): Renderings {
  const overlays = new Map<string, readonly Resource[]>();
  const given = new Map<string, readonly Resource[]>();
  return {
    resourcesOf: ({ id, key, load }) => {
      // Two overlays may render alike, and are two nevertheless.
      const name = JSON.stringify([id, key]);
      const found = overlays.get(name) ?? load().resources;
      overlays.set(name, found);
      return found;
    },
    givenOf: (side) => {
      const found = given.get(side.given.digest) ?? side.given.load();
      given.set(side.given.digest, found);
      return found;
    },
    known: createKnownObjects(),
  };
}

/** What an environment, or a part of it, means on one side. */
export interface LoadedSide {
  readonly model: DiscoveryModel;
  /** Computed when first asked for. */
  findings(): readonly Finding[];
}

/** Models some overlays of an environment together with what the cluster brings. */
export function loadSide(
  side: EnvironmentSide,
  overlays: readonly SideOverlay[],
  renderings: Renderings,
): LoadedSide {
  const owners = new Map<Resource, readonly string[]>();
  for (const overlay of overlays) {
    const own = [overlay.id];
    for (const resource of renderings.resourcesOf(overlay)) owners.set(resource, own);
  }
  const resources = [...owners.keys(), ...renderings.givenOf(side)];
  const model = discover(resources, side.environment, renderings.known);
  let findings: readonly Finding[] | undefined;
  return {
    model,
    findings: () =>
      (findings ??= checkModel({
        model,
        complete: side.isComplete ?? true,
        overlaysOf: (resource) => owners.get(resource),
        traced: (resource) => (owners.has(resource) ? resource.node : undefined),
      })),
  };
}

/** What the findings of an environment depend on, as a key. */
export function keyOfSide(
  { environment, overlays, given, isComplete }: EnvironmentSide,
  version: string,
): string {
  const parts = [
    version,
    environment,
    isComplete,
    given.digest,
    overlays.map(({ id, key }) => [id, key]),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
