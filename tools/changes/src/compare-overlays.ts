import type { Node } from 'kustomize-ts';

import type { OverlayChange, OverlayChanges } from './changes.ts';
import { builtInType, bundledType } from './field/list-type.ts';
import { removedObjects } from './field/removals.ts';
import type { Place } from './place.ts';
import { byOverlayRisk, byResourceRisk } from './risk.ts';
import { comparePair } from './resource/compare-pair.ts';
import type { ComparisonRules } from './resource/compare-pair.ts';
import { confidentialObjects } from './resource/confidential-objects.ts';
import { customTypes, isDefinition } from './resource/custom-types.ts';
import { describePair, describeWhole, referencesByName } from './resource/describe-change.ts';
import { formatIdentity, groupOf } from './resource/identity.ts';
import { matchOverlays } from './resource/match-overlays.ts';
import type { OverlayMatch } from './resource/match-overlays.ts';
import { readResources } from './resource/rendered-resource.ts';
import type { RenderedObjects, RenderedResource } from './resource/rendered-resource.ts';

/** What one overlay renders to, or why it does not. */
export type Rendering =
  | (RenderedObjects & { readonly status: 'rendered'; readonly yaml: string })
  | { readonly status: 'failed'; readonly error: string };

/** One overlay on both sides; undefined where it does not exist. */
export interface OverlayPair {
  readonly overlay: string;
  readonly before: Rendering | undefined;
  readonly after: Rendering | undefined;
}

/**
 * Compares renderings, overlay by overlay. A pure function; it reads nothing.
 * Places and removals come from traced builds; without traces the place of a value is where it stands.
 * @param expected paths, as `parsePath` reads them, at which a difference is no news; they are counted
 */
export function compareOverlays(
  pairs: readonly OverlayPair[],
  expected: readonly (readonly string[])[] = [],
): OverlayChanges {
  const failures = pairs.flatMap((pair) => describeFailure(pair) ?? []);
  const differing = pairs.filter((pair) => isComparable(pair)).map(readBothSides);
  const typeOf = typesOf(differing);
  const matches = matchOverlays(differing);
  const overlays = differing.map((objects, i) => {
    const match = matches[i] ?? NOTHING;
    const isConfidential = confidentialObjects(match);
    const rules = { expected, typeOf, isConfidential };
    return { overlay: objects.overlay, ...compareObjects(match, rules, objects) };
  });
  return {
    overlays: [...failures, ...overlays].toSorted(byOverlayRisk),
    compared: pairs.length,
  };
}

const NOTHING: OverlayMatch = { pairs: [], removed: [], added: [], movedAway: [] };

function describeFailure({ overlay, before, after }: OverlayPair): OverlayChange | undefined {
  const nothing = { resources: [], expected: 0 };
  if (after?.status === 'failed') {
    const status = before?.status === 'rendered' ? 'failed' : 'broken';
    return { overlay, status, ...nothing, error: after.error };
  }
  if (before?.status !== 'failed') return undefined;
  return { overlay, status: after ? 'repaired' : 'removed', ...nothing, error: before.error };
}

/** Whether there is something to compare that differs. */
function isComparable({ before, after }: OverlayPair): boolean {
  if (before?.status === 'failed' || after?.status === 'failed') return false;
  return before?.yaml !== after?.yaml || !before || !after;
}

interface BothSides {
  readonly overlay: string;
  readonly isNew: boolean;
  readonly isGone: boolean;
  readonly before: readonly RenderedResource[];
  readonly after: readonly RenderedResource[];
  /** Where the new side takes an object of the old one away. */
  removedAt(node: Node): Place | undefined;
}

function readBothSides({ overlay, before, after }: OverlayPair): BothSides {
  const read = (side: Rendering | undefined): readonly RenderedResource[] =>
    side?.status === 'rendered' ? readResources(side) : [];
  return {
    overlay,
    isNew: !before,
    isGone: !after,
    before: read(before),
    after: read(after),
    removedAt: removedObjects(after?.status === 'rendered' ? after.removed : []),
  };
}

/** The types of kinds that kustomize knows or that the renderings declare; the new declaration counts. */
function typesOf(sides: readonly BothSides[]): ComparisonRules['typeOf'] {
  const declared = customTypes(
    [...sides.flatMap(({ before }) => before), ...sides.flatMap(({ after }) => after)]
      .filter(isDefinition)
      .map(({ content }) => content),
  );
  return ({ apiVersion, kind }) =>
    declared.get(`${apiVersion} ${kind}`) ??
    builtInType(apiVersion, kind) ??
    bundledType(groupOf(apiVersion));
}

function compareObjects(
  { pairs, removed, added, movedAway }: OverlayMatch,
  rules: Omit<ComparisonRules, 'renames'>,
  { isNew, isGone, removedAt }: BothSides,
): Omit<OverlayChange, 'overlay'> {
  const renames = new Map(
    pairs.flatMap(({ old, now, renamedBy }) =>
      renamedBy === 'hash' ? [[old.name, now.name] as const] : [],
    ),
  );
  const compared = pairs.map((pair) => comparePair(pair, { ...rules, renames }));
  const references = referencesByName(compared);
  const resources = [
    ...removed.map((gone) =>
      describeWhole('removed', gone, rules.isConfidential(gone), removedAt(gone.node)),
    ),
    ...compared.flatMap((pair) => describePair(pair, references) ?? []),
    ...added.map((made) => describeWhole('added', made, rules.isConfidential(made))),
  ].toSorted(byResourceRisk);
  const skipped = compared.reduce((sum, { expected }) => sum + expected, 0);
  const moved = movedAway.map(({ old, to }) => ({ resource: formatIdentity(old), to }));
  return {
    status: statusOf(),
    resources,
    expected: skipped,
    ...(moved.length > 0 && { movedAway: moved }),
  };

  function statusOf(): OverlayChange['status'] {
    if (isNew) return 'added';
    if (isGone) return 'removed';
    if (resources.length + movedAway.length > 0) return 'changed';
    return skipped > 0 ? 'expected' : 'reordered';
  }
}
