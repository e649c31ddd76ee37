import { hash } from 'node:crypto';

import type { ContentCache } from '../cache/content-cache.ts';
import { LAYOUT_VERSION } from './dependencies.ts';

/** Content ids of files by what an lstat said of them. */
export interface Stamps {
  /** The id of the content that stood at the path when it had this stamp. */
  find(path: string, stamp: string): string | undefined;
  note(path: string, stamp: string, id: string): void;
  /** Keeps what was noted for the next run. */
  save(): void;
}

const KIND = 'stamps';

/** As many files that this run did not ask for are kept, beyond as many as it did. */
const MAX_UNUSED = 1000;

/** Path, stamp and id, each after the other. */
type Kept = readonly string[];

/** @param root the working tree: a stamp means something on one disk only */
export function openStamps(cache: ContentCache | undefined, root: string): Stamps {
  const key = hash('sha256', `${LAYOUT_VERSION} ${root}`);
  const kept = new Map<string, { stamp: string; id: string }>();
  const items = JSON.parse(cache?.read(KIND, key) ?? '[]') as Kept;
  for (let i = 0; i < items.length; i += 3)
    kept.set(items[i]!, { stamp: items[i + 1]!, id: items[i + 2]! });
  const used = new Set<string>();
  let isNew = false;

  function find(path: string, stamp: string): string | undefined {
    const known = kept.get(path);
    if (!known || known.stamp !== stamp) return undefined;
    used.add(path);
    return known.id;
  }

  function note(path: string, stamp: string, id: string): void {
    used.add(path);
    kept.set(path, { stamp, id });
    isNew = true;
  }

  function save(): void {
    if (!cache || !isNew) return;
    const dropUnused = kept.size - used.size > used.size + MAX_UNUSED;
    const lines: string[] = [];
    for (const [path, { stamp, id }] of kept)
      if (!dropUnused || used.has(path)) lines.push(path, stamp, id);
    cache.write(KIND, key, JSON.stringify(lines));
    isNew = false;
  }

  return { find, note, save };
}
