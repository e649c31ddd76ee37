import { mergeFindings } from '@fingerpost/policy';
import type { Finding } from '@fingerpost/policy';
import { toJsonValue } from 'kustomize-ts';
import type { JsonObject, Resource } from 'kustomize-ts';

import type { OverlayChange, Refusal, ResourceChange } from '../changes.ts';
import type { OverlayPair, Rendering } from '../compare-overlays.ts';
import { isDefinition } from '../resource/custom-types.ts';
import { identityKey } from '../resource/identity.ts';
import { isSecret } from '../resource/mask-secret.ts';
import { byOverlayRisk, byResourceRisk, withRefusals } from '../risk.ts';
import { immutableFinding } from './immutable-finding.ts';
import { updateRefusals } from './update-refusals.ts';

/** Changes with what the API server refuses of them. */
export interface Recreations {
  /** In a new order: what it refuses can break first. */
  readonly overlays: readonly OverlayChange[];
  /** One of `gitops/immutable-change` for each refusal; those of several overlays that say the same are one. */
  readonly findings: readonly Finding[];
}

type Objects = ReadonlyMap<string, Pick<Resource, 'node'>>;

/**
 * Asks the API server of each changed object whether it can be updated, and completes the changes by what it says.
 * An object that got another name is another object, so nothing is updated there.
 * @param pairs the renderings that were compared
 * @param given CustomResourceDefinitions that the cluster knows beside those of the renderings
 */
export function withRecreations(
  overlays: readonly OverlayChange[],
  pairs: readonly OverlayPair[],
  given: readonly JsonObject[] = [],
): Recreations {
  const byOverlay = new Map(pairs.map((pair) => [pair.overlay, pair]));
  const definitions = [...given, ...definitionsOf(pairs)];
  const indexed = new Map<Rendering, Objects>();
  const findings: Finding[] = [];
  const completed = overlays.map((overlay) => ({
    ...overlay,
    resources: overlay.resources
      .map((change) => complete(change, overlay.overlay))
      .toSorted(byResourceRisk),
  }));
  return { overlays: completed.toSorted(byOverlayRisk), findings: mergeFindings(findings) };

  function complete(change: ResourceChange, overlay: string): ResourceChange {
    if (change.status !== 'changed' && change.status !== 'moved') return change;
    if (change.renamed !== undefined) return change;
    const old = find(byOverlay.get(change.movedFrom ?? overlay)?.before, change);
    const now = find(byOverlay.get(overlay)?.after, change);
    if (!old || !now) return change;
    const { refusals, canBePut } = updateRefusals(objectOf(old), objectOf(now), definitions);
    const shown = isSecret(change) ? refusals.map(withoutValue) : refusals;
    for (const refusal of shown) {
      findings.push(immutableFinding({ refusal, change, overlay, canBePut }));
    }
    return withRefusals(change, shown);
  }

  function find(
    rendering: Rendering | undefined,
    change: ResourceChange,
  ): Pick<Resource, 'node'> | undefined {
    if (rendering?.status !== 'rendered') return undefined;
    let objects = indexed.get(rendering);
    if (!objects) {
      objects = new Map(rendering.resources.map((resource) => [keyOf(resource), resource]));
      indexed.set(rendering, objects);
    }
    return objects.get(keyOf(change));
  }
}

/** An object of another version of its API is converted on the way, so nothing is known of its update. */
function keyOf(resource: Pick<Resource, 'apiVersion' | 'kind' | 'name' | 'namespace'>): string {
  return `${resource.apiVersion} ${identityKey(resource)}`;
}

/** Those of the new side, and those that only the old one has. */
function definitionsOf(pairs: readonly OverlayPair[]): JsonObject[] {
  const found = new Map<string, JsonObject>();
  for (const side of ['before', 'after'] as const) {
    for (const { [side]: rendering } of pairs) {
      if (rendering?.status !== 'rendered') continue;
      for (const resource of rendering.resources) {
        if (isDefinition(resource)) found.set(resource.name, objectOf(resource));
      }
    }
  }
  return [...found.values()];
}

function objectOf({ node }: Pick<Resource, 'node'>): JsonObject {
  const value = toJsonValue(node);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/** What the API server says of a Secret, without the values that it repeats. */
function withoutValue({ field, message }: Refusal): Refusal {
  const repeats = /^(?:Invalid|Unsupported|Duplicate) value|^Not found/.test(message);
  return repeats && /^(?:data|stringData|metadata\.annotations)\b/.test(field)
    ? { field, message: 'the new value is refused' }
    : { field, message };
}
