import { build, createBuildCache } from 'kustomize-ts';
import type { Build, BuildCache, FileSystem } from 'kustomize-ts';

import type { MissingSubmodule } from '../revision/submodules.ts';
import type { IdentifiedFiles } from './identified-files.ts';
import type { OverlayFolder } from './overlay-folder.ts';
import type { RevisionMemory } from './revision-memory.ts';

/** One side of a comparison: where its files are, and what is known of it. */
export interface Side {
  /** Its files as this run sees them, shown as all paths are. */
  readonly files: IdentifiedFiles;
  /** What the progress of its builds is called. */
  readonly label: string;
  /** How an error shows an absolute path: it says on which side it is. */
  readonly showInErrors: (path: string) => string;
  /** Submodules of which nothing can be read, as far as its files were looked at; only of a commit. */
  missing(): readonly MissingSubmodule[];
  /** Only of a commit. */
  readonly memory?: RevisionMemory;
  /**
   * All overlays that `find` finds below a folder. Of a commit that was looked at before they are remembered and no file is read, so
   * that `find` has to be the same in every run.
   */
  findOverlays(
    top: string,
    find: (files: FileSystem, top: string) => readonly OverlayFolder[],
  ): readonly OverlayFolder[];
  /**
   * A text that is made of the files of this side, by its name. Of a commit that was looked at before it is remembered, so that
   * `make` has to give the same in every run.
   */
  remember(name: string, make: (files: FileSystem) => string): string;
  /** The build of an overlay; throws as `build` does, with the paths of this side. */
  build(directory: string): Build;
}

export interface SideOptions {
  readonly label: string;
  /** How an absolute path is shown. */
  readonly show: (path: string) => string;
  readonly memory?: RevisionMemory;
  readonly missing?: () => readonly MissingSubmodule[];
  /** How errors show a path, where that is something else. */
  readonly showInErrors?: ((path: string) => string) | undefined;
}

/** A side of these files. */
export function createSide(
  given: IdentifiedFiles,
  { label, show, memory, showInErrors, missing = () => [] }: SideOptions,
): Side {
  const files: IdentifiedFiles = { ...given, displayPath: show };
  const buildWith = builder(files);
  const explainWith = showInErrors && builder({ ...given, displayPath: showInErrors });
  return {
    files,
    label,
    showInErrors: showInErrors ?? show,
    missing,
    ...(memory ? { memory } : {}),
    findOverlays: (top, find) =>
      memory ? memory.overlays(top, () => find(files, top)) : find(files, top),
    remember: (name, make) => memory?.text(name, () => make(files)) ?? make(files),
    build(directory) {
      try {
        return buildWith(directory);
      } catch (error) {
        // Once more, for an error that says on which side it is.
        explainWith?.(directory);
        throw error;
      }
    },
  };
}

/** Builds that share what they read. */
function builder(fileSystem: FileSystem): (directory: string) => Build {
  let cache: BuildCache | undefined;
  return (directory) => {
    cache ??= createBuildCache();
    return build(directory, { fileSystem, cache, strict: true, reorder: 'legacy', trace: true });
  };
}
