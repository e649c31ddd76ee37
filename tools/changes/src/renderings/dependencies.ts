import { KUSTOMIZE_VERSION, BUILD_VERSION } from 'kustomize-ts';
import type { Build } from 'kustomize-ts';
import { hash } from 'node:crypto';

import type { ContentCache } from '../cache/content-cache.ts';
import { relativeTo } from './identified-files.ts';

/** What a build depends on: the contents of files, and what stands at places. Numbers of paths. */
export interface Dependencies {
  readonly inputs: readonly number[];
  readonly lookups: readonly number[];
}

/** What the builds of each overlay depended on, the last one first. */
export interface DependencyStore {
  /** Paths relative to the root, by their number. */
  readonly paths: readonly string[];
  of(overlay: string): readonly Dependencies[];
  /** Notes what a build depended on; `overlay` is its folder, relative to the root. */
  add(overlay: string, build: Pick<Build, 'inputs' | 'lookups'>): Dependencies;
  save(): void;
}

const KIND = 'dependencies';

/** Raised when what stands in the cache changes its meaning. */
export const LAYOUT_VERSION = 1;

/** All that decides what a build of the same files gives. */
export const ENGINE = `${LAYOUT_VERSION} ${BUILD_VERSION} ${KUSTOMIZE_VERSION} strict legacy`;

/** An overlay goes back and forth between few states: branches, and an edit that is taken back. */
const MAX_STATES = 4;

/** As many overlays that this run did not ask for are kept, beyond as many as it did. */
const MAX_UNUSED = 1000;

interface Kept {
  readonly paths: readonly string[];
  readonly overlays: readonly (readonly [string, readonly Dependencies[]])[];
}

/** @param root absolute; the folder that all paths are relative to */
export function openDependencies(cache: ContentCache | undefined, root: string): DependencyStore {
  const key = hash('sha256', ENGINE);
  const kept = JSON.parse(cache?.read(KIND, key) ?? '{"paths":[],"overlays":[]}') as Kept;
  const paths = [...kept.paths];
  const overlays = new Map(kept.overlays);
  const used = new Set<string>();
  let numbers: Map<string, number> | undefined;
  let isNew = false;

  function numberOf(path: string): number {
    numbers ??= new Map(paths.map((known, number) => [known, number]));
    const name = relativeTo(root, path);
    let number = numbers.get(name);
    if (number === undefined) {
      number = paths.push(name) - 1;
      numbers.set(name, number);
    }
    return number;
  }

  function add(
    overlay: string,
    { inputs, lookups }: Pick<Build, 'inputs' | 'lookups'>,
  ): Dependencies {
    const added = { inputs: inputs.map(numberOf), lookups: lookups.map(numberOf) };
    const text = JSON.stringify(added);
    const others = (overlays.get(overlay) ?? []).filter((other) => JSON.stringify(other) !== text);
    overlays.set(overlay, [added, ...others].slice(0, MAX_STATES));
    used.add(overlay);
    isNew = true;
    return added;
  }

  function save(): void {
    if (!cache || !isNew) return;
    isNew = false;
    const dropUnused = overlays.size - used.size > used.size + MAX_UNUSED;
    cache.write(
      KIND,
      key,
      compact(
        paths,
        [...overlays].filter(([overlay]) => !dropUnused || used.has(overlay)),
      ),
    );
  }

  return {
    paths,
    of(overlay) {
      used.add(overlay);
      return overlays.get(overlay) ?? [];
    },
    add,
    save,
  };
}

/** Only paths that something still depends on are kept. */
function compact(paths: readonly string[], overlays: Kept['overlays']): string {
  const left: string[] = [];
  const renumbered: number[] = [];
  const renumber = (number: number): number =>
    (renumbered[number] ??= left.push(paths[number]!) - 1);
  const kept = overlays.map(
    ([overlay, states]) =>
      [
        overlay,
        states.map(({ inputs, lookups }) => ({
          inputs: inputs.map(renumber),
          lookups: lookups.map(renumber),
        })),
      ] as const,
  );
  return JSON.stringify({ paths: left, overlays: kept } satisfies Kept);
}
