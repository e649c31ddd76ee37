import type { OverlayChange, ResourceChange } from '../changes.ts';
import { resourceNotes, shownIdentity } from './resource-notes.ts';

/** Resources of one kind that change in the very same way. */
export interface Alike {
  readonly first: ResourceChange;
  /** `backend/go-server` */
  readonly names: ReadonlySet<string>;
  readonly body: readonly string[];
}

/** Overlays with the same changes, of whatever resources. */
export interface AlikeOverlays {
  readonly overlays: readonly OverlayChange[];
  readonly groups: readonly Alike[];
}

interface Group extends Alike {
  readonly key: string;
  readonly names: Set<string>;
}

/** Puts together what is told in the same words; those that do not render are told elsewhere. Linear. */
export function groupAlike(
  overlays: readonly OverlayChange[],
  bodyOf: (resource: ResourceChange) => readonly string[],
): AlikeOverlays[] {
  const blocks = new Map<string, { overlays: OverlayChange[]; groups: readonly Group[] }>();
  for (const overlay of overlays) {
    const { status, movedAway = [], expected, error } = overlay;
    if (status === 'failed' || status === 'broken') continue;
    const groups = groupResources(overlay.resources, bodyOf);
    const keys = groups.map(({ key }) => key);
    const key = JSON.stringify([status, movedAway, expected, error, keys]);
    const block = blocks.get(key);
    if (!block) {
      blocks.set(key, { overlays: [overlay], groups });
      continue;
    }
    block.overlays.push(overlay);
    block.groups.forEach(({ names }, i) => {
      for (const name of groups[i]?.names ?? []) names.add(name);
    });
  }
  return [...blocks.values()];
}

function groupResources(
  resources: readonly ResourceChange[],
  bodyOf: (resource: ResourceChange) => readonly string[],
): Group[] {
  const groups = new Map<string, Group>();
  for (const resource of resources) {
    const body = bodyOf(resource);
    const { status, apiVersion, kind } = resource;
    const key = JSON.stringify([status, apiVersion, kind, resourceNotes(resource), body]);
    const name = shownIdentity(resource).slice(kind.length + 1);
    const known = groups.get(key);
    if (known) known.names.add(name);
    else groups.set(key, { key, first: resource, names: new Set([name]), body });
  }
  return [...groups.values()];
}
