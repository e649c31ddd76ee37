import type { ContentCache } from '../cache/content-cache.ts';
import type { Commit } from '../revision/repository.ts';
import { revisionFileSystem } from '../revision/revision-file-system.ts';
import { openDependencies } from './dependencies.ts';
import { editedFiles } from './edited-files.ts';
import { relativeTo } from './identified-files.ts';
import type { IdentifiedFiles } from './identified-files.ts';
import type { OverlayFolder } from './overlay-folder.ts';
import { digestOf, findKept, keepBuild, renderedOverlay } from './rendered-overlay.ts';
import type { OverlayRendering, RenderedOverlay } from './rendered-overlay.ts';
import { renderingKeys } from './rendering-key.ts';
import type { KeyOf } from './rendering-key.ts';
import { openRevisionMemory } from './revision-memory.ts';
import { shownPaths } from './shown-paths.ts';
import { createSide } from './side.ts';
import type { Side } from './side.ts';
import { openStamps } from './stamps.ts';
import { workingFiles } from './working-files.ts';

export interface RenderingsOptions {
  /** The top of the working tree, absolute, POSIX and without symbolic links: kept paths are relative to it. */
  readonly root: string;
  /** The working folder, absolute: shown paths are relative to it. */
  readonly directory: string;
  /** How git hashes here. Default: sha1. */
  readonly hash?: 'sha1' | 'sha256';
  /** Where renderings are kept from run to run; without one nothing is. */
  readonly cache?: ContentCache | undefined;
  /** One line for an error of a build. */
  readonly describeError: (error: unknown) => string;
  /** Is told before overlays are built, how many. */
  readonly startProgress?: (label: string, total: number) => Progress;
  /** How long a file has to be left alone until its time is believed, in milliseconds. */
  readonly settledAfter?: number;
}

export interface Progress {
  step(overlay: string): void;
  stop(): void;
}

/** A side, and those of its overlays that are asked for. */
export interface RenderingRequest {
  readonly side: Side;
  readonly overlays: readonly OverlayFolder[];
}

/** The renderings of one run. */
export interface Renderings {
  /** The files on the disk. */
  workingTree(): Side;
  /** The files of a commit; git is only asked when one is looked at that is not remembered. */
  revision(workingTree: string, commit: Commit): Side;
  /** The files on the disk with an edit that is not made: texts by absolute path. */
  edited(edits: Readonly<Record<string, string>>): Side;
  /**
   * Renderings by the id of the overlay, for each side in the given order. What the engine would build of the same is
   * built once, and not at all where the cache has it.
   */
  render(requests: readonly RenderingRequest[]): ReadonlyMap<string, OverlayRendering>[];
  /** Keeps for the next run what was learnt; called once, when all is rendered. */
  save(): void;
}

/** Opens what earlier runs have left. */
export function openRenderings({
  root,
  directory,
  hash = 'sha1',
  cache,
  describeError,
  startProgress,
  settledAfter,
}: RenderingsOptions): Renderings {
  const paths = shownPaths(root, directory);
  const dependencies = openDependencies(cache, root);
  const toSave: { save(): void }[] = [dependencies];
  const keys = new Map<Side, KeyOf>();
  /** What this run knows to be a rendering, by key. */
  const rendered = new Map<string, RenderedOverlay>();

  let disk: IdentifiedFiles | undefined;

  function diskFiles(): IdentifiedFiles {
    if (disk) return disk;
    const stamps = openStamps(cache, root);
    toSave.push(stamps);
    disk = workingFiles(root, {
      hash,
      stamps,
      ...(settledAfter === undefined ? {} : { settledAfter }),
    });
    return disk;
  }

  function workingTree(): Side {
    return createSide(diskFiles(), { label: 'rendering', show: paths.show });
  }

  function edited(edits: Readonly<Record<string, string>>): Side {
    const files = editedFiles(diskFiles(), edits);
    return createSide(files, { label: 'rendering the edit', show: paths.show });
  }

  function revision(tree: string, commit: Commit): Side {
    const memory = openRevisionMemory(cache, commit.id, root);
    const files = revisionFileSystem(tree, commit, root, cache);
    // Of a commit that could not be read as a whole nothing is remembered: a submodule may be checked out later.
    toSave.push({ save: () => files.missing().length === 0 && memory.save() });
    return createSide(files, {
      label: `rendering ${commit.name}`,
      show: paths.show,
      memory,
      showInErrors: files.displayPath,
      missing: files.missing,
    });
  }

  function keyOf(side: Side): KeyOf {
    let known = keys.get(side);
    if (!known) {
      known = renderingKeys(side.files, root, dependencies.paths);
      keys.set(side, known);
    }
    return known;
  }

  function folderOf({ directory: folder }: OverlayFolder): string {
    return relativeTo(root, folder);
  }

  function render(requests: readonly RenderingRequest[]): ReadonlyMap<string, OverlayRendering>[] {
    // First what is remembered of commits, so that the other side can be found to be the same.
    const remembered = requests.map(({ side, overlays }) =>
      overlays.map((overlay) => recallKey(side, overlay)),
    );
    return requests.map(({ side, overlays }, i) => {
      const found = overlays.map(
        (overlay, j) => remembered[i]?.[j] ?? recallDependencies(side, overlay),
      );
      const missing = found.filter((rendering) => rendering === undefined).length;
      const progress = missing > 0 ? startProgress?.(side.label, missing) : undefined;
      const renderings = new Map<string, OverlayRendering>();
      overlays.forEach((overlay, j) => {
        if (!found[j]) progress?.step(overlay.id);
        renderings.set(overlay.id, found[j] ?? buildOverlay(side, overlay));
      });
      progress?.stop();
      return renderings;
    });
  }

  /** By what is remembered of the commit. */
  function recallKey(side: Side, overlay: OverlayFolder): RenderedOverlay | undefined {
    const key = side.memory?.key(folderOf(overlay));
    return key === undefined ? undefined : register(key, {}, side, overlay);
  }

  /** By what earlier builds of the overlay depended on. */
  function recallDependencies(side: Side, overlay: OverlayFolder): RenderedOverlay | undefined {
    const folder = folderOf(overlay);
    for (const state of dependencies.of(folder)) {
      const key = keyOf(side)(folder, state);
      if (key === undefined) continue;
      const kept = rendered.has(key) ? '' : findKept(key, cache);
      if (kept === undefined) continue;
      side.memory?.note(folder, key);
      return register(key, { digest: digestOf(kept) }, side, overlay);
    }
    return undefined;
  }

  function buildOverlay(side: Side, overlay: OverlayFolder): OverlayRendering {
    try {
      const { key, text } = buildText(side, overlay);
      if (key !== undefined) return register(key, { text }, side, overlay);
      return renderedOverlay({ text }, () => text, paths);
    } catch (error) {
      return { status: 'failed', error: describeError(error) };
    }
  }

  /** Builds, and keeps what comes out. It has no key where a file changed while it was read. */
  function buildText(
    side: Side,
    overlay: OverlayFolder,
  ): { key: string | undefined; text: string } {
    const build = side.build(overlay.directory);
    const folder = folderOf(overlay);
    const state = dependencies.add(folder, build);
    const isSettled = build.inputs.every((path) => side.files.blobId(path) !== undefined);
    const key = isSettled ? keyOf(side)(folder, state) : undefined;
    if (key !== undefined) side.memory?.note(folder, key);
    return { key, text: keepBuild(build, key, paths, cache) };
  }

  function register(
    key: string,
    known: { readonly digest?: string; readonly text?: string },
    side: Side,
    overlay: OverlayFolder,
  ): RenderedOverlay {
    let rendering = rendered.get(key);
    if (!rendering) {
      const find = (): string => findKept(key, cache) ?? buildText(side, overlay).text;
      rendering = renderedOverlay({ ...known, key }, find, paths);
      rendered.set(key, rendering);
    }
    return rendering;
  }

  return {
    workingTree,
    edited,
    revision,
    render,
    save: () => toSave.forEach((part) => part.save()),
  };
}
