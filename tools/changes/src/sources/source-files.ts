import { posix } from 'node:path';

import type { SourceChange } from '../changes.ts';

/** What is known of the files of both sides. */
export interface SourceFiles {
  /** How a path is shown to people: as the places of both sides show it. */
  displayPath(path: string): string;
  /** What became of a file between the sides. Asked once for each. */
  statusOf(path: string): 'same' | SourceChange['status'];
  /** The bytes of a file; asked for the few that a generator may have read. */
  readFile(side: 'before' | 'after', path: string): Uint8Array | undefined;
}

/** A file that is not the same on both sides. */
export interface TouchedFile {
  /** Absolute. */
  readonly path: string;
  /** As it is shown. */
  readonly file: string;
  readonly status: SourceChange['status'];
}

/** The files of a run, each looked at once. */
export interface KnownFiles {
  /** The touched file at an absolute path; undefined where it is the same on both sides. */
  touched(path: string): TouchedFile | undefined;
  displayPath(path: string): string;
  contents(touched: TouchedFile): FileContents;
}

/** What a touched file has on both sides; undefined where it does not exist. */
export interface FileContents {
  readonly before: FileContent | undefined;
  readonly after: FileContent | undefined;
}

interface FileContent {
  readonly bytes: Buffer;
  /** Its lines, as those of an env file are written. */
  readonly lines: ReadonlySet<string>;
}

/** Remembers the answers: thousands of overlays ask for the same files. */
export function knownFiles(files: SourceFiles): KnownFiles {
  const touched = new Map<string, TouchedFile | undefined>();
  const shown = new Map<string, string>();
  const contents = new Map<TouchedFile, FileContents>();

  function displayPath(path: string): string {
    let text = shown.get(path);
    if (text === undefined) {
      text = files.displayPath(path);
      shown.set(path, text);
    }
    return text;
  }

  function lookAt(path: string): TouchedFile | undefined {
    const status = files.statusOf(path);
    return status === 'same' ? undefined : { path, file: displayPath(path), status };
  }

  function read(side: 'before' | 'after', path: string): FileContent | undefined {
    const found = files.readFile(side, path);
    if (!found) return undefined;
    const bytes = Buffer.from(found);
    const lines = bytes
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .split('\n');
    return { bytes, lines: new Set(lines.map((line) => line.replace(/\r$/, '').trimStart())) };
  }

  return {
    displayPath,
    touched(path) {
      if (!touched.has(path)) touched.set(path, lookAt(path));
      return touched.get(path);
    },
    contents(file) {
      let known = contents.get(file);
      if (!known) {
        known = { before: read('before', file.path), after: read('after', file.path) };
        contents.set(file, known);
      }
      return known;
    },
  };
}

const KUSTOMIZATIONS = new Set(['kustomization.yaml', 'kustomization.yml', 'Kustomization']);

export function isKustomization(file: string): boolean {
  return KUSTOMIZATIONS.has(posix.basename(file));
}
