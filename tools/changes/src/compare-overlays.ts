import { toJsonValue } from 'kustomize-ts';
import type { Resource } from 'kustomize-ts';

import type { OverlayChange, OverlayChanges, Reference, ResourceChange } from './changes.ts';
import { diffFields } from './field/diff-fields.ts';
import type { Renamed } from './field/diff-fields.ts';
import { isAtOrBelow } from './field/path.ts';
import type { Value } from './field/value.ts';
import { formatIdentity } from './resource/identity.ts';
import type { Identity } from './resource/identity.ts';
import { isSecret, maskChange, maskValue } from './resource/mask-secret.ts';
import { matchResources } from './resource/match-resources.ts';
import { fieldRisk, riskOf } from './risk.ts';

/** What one overlay renders to, or why it does not. */
export type Rendering =
  | {
      readonly status: 'rendered';
      readonly yaml: string;
      readonly resources: readonly Pick<Resource, keyof Identity | 'node'>[];
    }
  | { readonly status: 'failed'; readonly error: string };

/** One overlay on both sides; undefined where it does not exist. */
export interface OverlayPair {
  readonly overlay: string;
  readonly before: Rendering | undefined;
  readonly after: Rendering | undefined;
}

interface RenderedResource extends Identity {
  readonly content: Value;
}

/**
 * Compares renderings, overlay by overlay. A pure function; it reads nothing.
 * @param expected paths, as `parsePath` reads them, at which a difference is no news; they are counted
 */
export function compareOverlays(
  pairs: readonly OverlayPair[],
  expected: readonly (readonly string[])[] = [],
): OverlayChanges {
  const overlays: OverlayChange[] = [];
  for (const pair of pairs) {
    const change = compareOverlay(pair, expected);
    if (change) overlays.push(change);
  }
  return { overlays: overlays.toSorted(byRisk), compared: pairs.length };
}

function compareOverlay(
  { overlay, before, after }: OverlayPair,
  expected: readonly (readonly string[])[],
): OverlayChange | undefined {
  if (after?.status === 'failed') {
    const status = before?.status === 'rendered' ? 'failed' : 'broken';
    return { overlay, status, resources: [], expected: 0, error: after.error };
  }
  if (before?.status === 'failed') {
    const status = after ? 'repaired' : 'removed';
    return { overlay, status, resources: [], expected: 0, error: before.error };
  }
  if (before?.yaml === after?.yaml && before && after) return undefined;
  const compared = compareResources(
    before?.resources.map(withContent) ?? [],
    after?.resources.map(withContent) ?? [],
    expected,
  );
  if (!before) return { overlay, status: 'added', ...compared };
  if (!after) return { overlay, status: 'removed', ...compared };
  if (compared.resources.length > 0) return { overlay, status: 'changed', ...compared };
  return { overlay, status: compared.expected > 0 ? 'expected' : 'reordered', ...compared };
}

function compareResources(
  before: readonly RenderedResource[],
  after: readonly RenderedResource[],
  expected: readonly (readonly string[])[],
): Pick<OverlayChange, 'resources' | 'expected'> {
  const { pairs, removed, added } = matchResources(before, after);
  const renames = new Map(
    pairs.flatMap(([old, now]) => (old.name === now.name ? [] : [[old.name, now.name] as const])),
  );
  const compared = pairs.map(([old, now]) => ({
    old,
    now,
    ...diffFields(old.content, now.content, renames),
  }));

  const resources: ResourceChange[] = [
    ...removed.map((resource) => wholeChange('removed', resource)),
    ...added.map((resource) => wholeChange('added', resource)),
  ];
  let skipped = 0;
  for (const { old, now, changes } of compared) {
    const news = changes.filter(
      ({ segments }) => !expected.some((steps) => isAtOrBelow(segments, steps)),
    );
    skipped += changes.length - news.length;
    const renamed = old.name !== now.name;
    if (news.length === 0 && !renamed) continue;
    const fields = news
      .toSorted((a, b) => fieldRisk(a) - fieldRisk(b))
      .map((change) => (isSecret(now) ? maskChange(change) : change));
    resources.push({
      ...identityOf(now),
      status: 'changed',
      renamed: renamed ? { name: old.name, namespace: old.namespace, by: 'hash' } : undefined,
      recreate: [],
      fields,
      references: renamed ? referencesTo(old.name, compared) : [],
      risk: riskOf(now, 'changed', fields),
    });
  }
  return { resources: resources.toSorted((a, b) => a.risk - b.risk), expected: skipped };
}

/** Where a name that changed with its hash is used by other resources. */
function referencesTo(
  name: string,
  compared: readonly {
    old: RenderedResource;
    now: RenderedResource;
    renamed: readonly Renamed[];
  }[],
): Reference[] {
  return compared.flatMap(({ old, now, renamed }) => {
    const own = old.name === name ? 1 : 0;
    const count = renamed.filter(({ text }) => text === name).length - own;
    return count > 0 ? [{ from: formatIdentity(now), count }] : [];
  });
}

function wholeChange(status: 'added' | 'removed', resource: RenderedResource): ResourceChange {
  const content = isSecret(resource) ? maskValue(resource.content) : resource.content;
  const risk = riskOf(resource, status, []);
  return {
    ...identityOf(resource),
    status,
    recreate: [],
    fields: [],
    content,
    references: [],
    risk,
  };
}

function withContent(resource: Pick<Resource, keyof Identity | 'node'>): RenderedResource {
  return { ...identityOf(resource), content: toJsonValue(resource.node) };
}

function identityOf({ apiVersion, kind, namespace, name }: Identity): Identity {
  return { apiVersion, kind, namespace, name };
}

/** Overlays that do not render any more come first, then by what can break first. */
function byRisk(a: OverlayChange, b: OverlayChange): number {
  return overlayRisk(a) - overlayRisk(b);
}

function overlayRisk({ status, resources }: OverlayChange): number {
  if (status === 'failed' || status === 'broken') return -1;
  return Math.min(6, ...resources.map(({ risk }) => risk));
}
