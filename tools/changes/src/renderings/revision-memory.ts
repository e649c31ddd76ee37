import { hash } from 'node:crypto';
import { posix } from 'node:path';

import type { ContentCache } from '../cache/content-cache.ts';
import { ENGINE } from './dependencies.ts';
import { relativeTo } from './identified-files.ts';
import type { OverlayFolder } from './overlay-folder.ts';

/** What earlier runs found out about one commit, which stays true. */
export interface RevisionMemory {
  /** All overlays below a folder, absolute, from memory or found now. */
  overlays(top: string, find: () => readonly OverlayFolder[]): readonly OverlayFolder[];
  /** A text that was made of the commit, by its name. */
  text(name: string, make: () => string): string;
  /** The key of an overlay's rendering; `overlay` is its folder, relative to the root. */
  key(overlay: string): string | undefined;
  note(overlay: string, key: string): void;
  save(): void;
}

const KIND = 'revisions';

/** Overlays by id and folder below each folder that was asked for, keys by folder. */
interface Kept {
  readonly overlays: readonly (readonly [string, readonly (readonly [string, string])[]])[];
  readonly keys: readonly (readonly [string, string])[];
  readonly texts: readonly (readonly [string, string])[];
}

/** @param root absolute; what folders are relative to */
export function openRevisionMemory(
  cache: ContentCache | undefined,
  commit: string,
  root: string,
): RevisionMemory {
  const name = hash('sha256', `${ENGINE} ${commit}`);
  const kept = JSON.parse(
    cache?.read(KIND, name) ?? '{"overlays":[],"keys":[],"texts":[]}',
  ) as Kept;
  const keys = new Map(kept.keys);
  const overlays = new Map(kept.overlays);
  const texts = new Map(kept.texts);
  let isNew = false;

  return {
    overlays(top, find) {
      const folder = relativeTo(root, top);
      let known = overlays.get(folder);
      if (!known) {
        known = find().map(({ id, directory }) => [id, relativeTo(root, directory)]);
        overlays.set(folder, known);
        isNew = true;
      }
      return known.map(([id, directory]) => ({ id, directory: posix.join(root, directory) }));
    },
    text(label, make) {
      let known = texts.get(label);
      if (known === undefined) {
        known = make();
        texts.set(label, known);
        isNew = true;
      }
      return known;
    },
    key: (overlay) => keys.get(overlay),
    note(overlay, key) {
      if (keys.get(overlay) === key) return;
      keys.set(overlay, key);
      isNew = true;
    },
    save() {
      if (!cache || !isNew) return;
      isNew = false;
      cache.write(
        KIND,
        name,
        JSON.stringify({
          overlays: [...overlays],
          keys: [...keys],
          texts: [...texts],
        } satisfies Kept),
      );
    },
  };
}
