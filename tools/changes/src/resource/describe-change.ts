import type { Reference, Renaming, ResourceChange } from '../changes.ts';
import type { Place } from '../place.ts';
import { riskOf } from '../risk.ts';
import type { ComparedPair } from './compare-pair.ts';
import { formatIdentity } from './identity.ts';
import { maskValue } from './mask-secret.ts';
import { identityOf } from './rendered-resource.ts';
import type { RenderedResource } from './rendered-resource.ts';

/** An object that only one side has. */
export function describeWhole(
  status: 'added' | 'removed',
  resource: RenderedResource,
  masked: boolean,
  removedAt?: Place,
): ResourceChange {
  return {
    ...identityOf(resource),
    status,
    place: resource.place,
    ...(removedAt && { removedAt }),
    recreate: [],
    fields: [],
    content: masked ? maskValue(resource.content) : resource.content,
    references: [],
    risk: riskOf(resource, status, []),
  };
}

/** An object that both sides have; undefined where nothing about it is new. */
export function describePair(
  { old, now, movedFrom, renamedBy, fields }: ComparedPair,
  referencesTo: ReadonlyMap<string, readonly Reference[]>,
): ResourceChange | undefined {
  const status = movedFrom === undefined ? 'changed' : 'moved';
  if (status === 'changed' && fields.length === 0 && renamedBy === undefined) return undefined;
  const renamed: Renaming | undefined = renamedBy && {
    name: old.name,
    namespace: old.namespace,
    by: renamedBy,
  };
  return {
    ...identityOf(now),
    status,
    place: now.place,
    renamed,
    movedFrom,
    recreate: [],
    fields,
    references: renamedBy === 'hash' ? (referencesTo.get(old.name) ?? []) : [],
    // The old name is gone.
    risk: renamedBy === 'name' ? riskOf(old, 'removed', []) : riskOf(now, status, fields),
  };
}

/** Where names that changed with their hash are used by other objects, by the old name. */
export function referencesByName(
  compared: readonly ComparedPair[],
): ReadonlyMap<string, readonly Reference[]> {
  const references = new Map<string, Reference[]>();
  for (const { old, now, renamedTexts } of compared) {
    for (const [name, uses] of Map.groupBy(renamedTexts, ({ text }) => text)) {
      const count = uses.length - (name === old.name ? 1 : 0);
      if (count === 0) continue;
      const known = references.get(name) ?? [];
      known.push({ from: formatIdentity(now), count });
      references.set(name, known);
    }
  }
  return references;
}
