import type {
  ContentCache,
  Headings,
  OverlayRendering,
  SourceChange,
  SourceFiles,
} from '@fingerpost/changes';

import type { EnvironmentFolder } from './environment-folder.ts';

/** Two sides of a diff. What they render to is only loaded where it differs. */
export interface Comparison {
  /** What is compared: `main (c9e6dfe)`, `the working tree`, `dev`, a path. */
  readonly before: string;
  readonly after: string;
  /** Instead of both names, one line. */
  readonly title?: string;
  readonly pairs: readonly ComparedOverlay[];
  /** What they mean is compared environment by environment; of those in which nothing differs nothing is read. */
  readonly environments: readonly ComparedEnvironment[];
  /** The environments of the new side, all that were asked for. */
  readonly newSide?: NewSide;
  /** Touched files that say what an environment is. */
  readonly environmentFiles?: readonly SourceChange[];
  /** The files of both sides, where an edit leads from one to the other. */
  readonly sources?: SourceFiles;
  /** Paths at which a difference is no news. */
  readonly expected: readonly (readonly string[])[];
  /** What the reader has to know of how it was made; each one line. */
  readonly notices: readonly string[];
  /** Files beside those of overlays that could not be read; each one line. */
  readonly unread?: readonly string[];
  readonly cache?: ContentCache | undefined;
  /** The working folder, seen from the root: what is kept in the cache of findings has paths from there. */
  readonly shownFrom?: string;
  /** Words beside the names of overlays, where the usual ones do not fit. */
  readonly headings?: Headings;
  /** Shown below the changes. */
  readonly footer?: string;
}

export interface NewSide {
  /** The folder that holds `overlays`, absolute. */
  readonly root: string;
  readonly showInErrors: (path: string) => string;
  /** By the name of the environment. */
  readonly folders: ReadonlyMap<string, EnvironmentFolder>;
}

/** One overlay on both sides: the same object where the engine reads the same. */
export interface ComparedOverlay {
  readonly overlay: string;
  readonly before: OverlayRendering | undefined;
  readonly after: OverlayRendering | undefined;
}

export interface ComparedEnvironment {
  /** '' of plain files. */
  readonly name: string;
  /** The folder that holds `overlays`, absolute; '' of plain files. */
  readonly root: string;
  /** How an absolute path is shown. */
  readonly show: (path: string) => string;
  readonly before: EnvironmentState | undefined;
  readonly after: EnvironmentState | undefined;
}

/** An environment on one side, all of it, whichever of its overlays were asked for. */
export interface EnvironmentState {
  readonly folder: EnvironmentFolder;
  /** How an error shows an absolute path: it says on which side it is. */
  readonly showInErrors: (path: string) => string;
  readonly overlays: ReadonlyMap<string, OverlayRendering>;
}
