import { originsOf, toJsonValue } from 'kustomize-ts';
import type { Build, Node, Origin, Removed, Resource, SequenceNode } from 'kustomize-ts';

import { builtInType } from '../field/list-type.ts';
import { canonical } from '../field/value.ts';
import { compareNodes } from './compare-nodes.ts';
import { removedFieldOf } from './location.ts';
import type { Step } from './location.ts';
import { birthOf, pairResources } from './pair-resources.ts';
import { alignStations, differs } from './stations.ts';
import type { AlignedStations } from './stations.ts';

/** What `build` made with `trace`. */
export type TracedBuild = Pick<Build, 'yaml' | 'inputs' | 'resources' | 'removed'>;

/** A value that differs between the sides, or that came another way to what it is. */
export interface Difference {
  /** On the new side, where it is there. */
  readonly resource: Pick<Resource, 'apiVersion' | 'kind' | 'namespace' | 'name'>;
  readonly steps: readonly Step[];
  /** As text, where a build took the field away again and the steps are not known. */
  readonly field?: string | undefined;
  readonly before: Node | undefined;
  readonly after: Node | undefined;
  readonly stations: AlignedStations;
  /** The output differs there. */
  readonly changed: boolean;
}

export interface Differences {
  readonly fields: readonly Difference[];
  readonly removed: readonly Resource[];
  readonly added: readonly Resource[];
  /** Lists whose items stand in another order. */
  readonly reordered: readonly (readonly [before: SequenceNode, after: SequenceNode])[];
}

/** Everything in which two builds of an overlay differ, in values and in where these come from. */
export function findDifferences(before: TracedBuild, after: TracedBuild): Differences {
  const same = before.yaml === after.yaml;
  const { pairs, removed, added } = pairResources(before.resources, after.resources);
  const takenBefore = takenFields(before.removed);
  const takenAfter = takenFields(after.removed);
  const fields: Difference[] = [];
  const reordered: (readonly [SequenceNode, SequenceNode])[] = [];

  for (const [old, now] of pairs) {
    compareNodes(old.node, now.node, () => builtInType(now.apiVersion, now.kind), {
      field(oldNode, nowNode, at) {
        const steps = [...at];
        const stations = alignStations(
          oldNode ? originsOf(oldNode) : stationsOfTaken(takenBefore, old, steps),
          nowNode ? originsOf(nowNode) : stationsOfTaken(takenAfter, now, steps),
        );
        const changed = !same && !sameValue(oldNode, nowNode);
        fields.push({ resource: now, steps, before: oldNode, after: nowNode, stations, changed });
      },
      reordered: (...lists) => reordered.push(lists),
    });
  }
  const owners = new Map(
    takenAfter.size === 0 ? [] : after.resources.map((owner) => [takenKey(owner, ''), owner]),
  );
  for (const [key, { removed: entry, origins }] of takenAfter) {
    const old = takenBefore.get(key);
    if (!old) continue;
    const stations = alignStations(old.origins, origins);
    if (![...stations.before, ...stations.after].some(differs)) continue;
    const resource = owners.get(takenKey(entry, ''));
    if (!resource) continue;
    const { field } = entry;
    const gone = { before: undefined, after: undefined, changed: false };
    fields.push({ resource, steps: [], field, stations, ...gone });
  }
  return { fields, removed, added, reordered };
}

interface Taken {
  readonly removed: Removed;
  readonly origins: readonly Origin[];
}

/** The fields that a build took away again, by resource and path. */
function takenFields(removed: readonly Removed[]): Map<string, Taken> {
  const taken = new Map<string, Taken>();
  for (const entry of removed) {
    if (entry.field === undefined) continue;
    taken.set(takenKey(entry, entry.field), { removed: entry, origins: entry.origins });
  }
  return taken;
}

function takenKey({ kind, namespace, name }: Owner, field: string): string {
  return JSON.stringify([kind, namespace ?? '', name, field]);
}

type Owner = Pick<Removed, 'kind' | 'namespace' | 'name'>;

function stationsOfTaken(
  taken: ReadonlyMap<string, Taken>,
  owner: Owner,
  steps: readonly Step[],
): readonly Origin[] {
  if (taken.size === 0) return [];
  return taken.get(takenKey(owner, removedFieldOf(steps)))?.origins ?? [];
}

/** Values may be spelled in two ways, such as an empty one and `null`. */
function sameValue(before: Node | undefined, after: Node | undefined): boolean {
  if (!before || !after) return before === after;
  if (before.kind === 'scalar' && after.kind === 'scalar') {
    if (before.tag === after.tag && before.value === after.value) return true;
  }
  return canonical(toJsonValue(before)) === canonical(toJsonValue(after));
}

/** Calls `visit` for every station of every value. */
export function visitOrigins(node: Node, visit: (origin: Origin) => void): void {
  if (node.kind === 'mapping') for (const { value } of node.entries) visitOrigins(value, visit);
  else if (node.kind === 'sequence') for (const item of node.items) visitOrigins(item, visit);
  for (const origin of originsOf(node)) visit(origin);
}

/** Finds what took a resource away in a build that still reads it. */
export function takenResources(
  removed: readonly Removed[],
): (resource: Resource) => Origin | undefined {
  const taken = new Map<string, Origin | undefined>();
  for (const { field, kind, name, origins } of removed) {
    if (field !== undefined) continue;
    taken.set(JSON.stringify([origins[0]?.path, kind, name]), origins.at(-1));
  }
  return (resource) => {
    const { file, kind, name } = birthOf(resource);
    const keys = [name, resource.name].map((own) => JSON.stringify([file, kind, own]));
    const key = keys.find((candidate) => taken.has(candidate));
    return key === undefined ? undefined : taken.get(key);
  };
}
