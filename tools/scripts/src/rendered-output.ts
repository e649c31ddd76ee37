import fs from 'node:fs';
import { posix } from 'node:path';
import process from 'node:process';

import { toNativePath } from 'kustomize-ts';

/** The file of one overlay below the output folder. */
export function manifestPath(id: string): string {
  return `${id}/manifest.yaml`;
}

/** Names what `render` wrote, one path a line, so that it never removes what somebody else did. */
const RECORD = '.fingerpost-rendered';

const RECORDED_PATH = /^(?!\.{1,2}\/)[^/]+\/(?!\.{1,2}\/)[^/]+\/manifest\.yaml$/;

/** A folder of rendered manifests. */
export interface RenderedOutput {
  /** The bytes of a manifest; undefined where there is none. */
  read(path: string): Buffer | undefined;
  /** The manifests that an earlier run wrote here and that are still there. */
  readonly owned: readonly string[];
  /** Replaces a manifest as a whole: a reader sees the old one or the new one. */
  write(path: string, content: string): void;
  /** Removes a manifest and the folders that are empty without it. */
  remove(path: string): void;
  /** Writes down what the folder holds now. */
  record(paths: readonly string[]): void;
}

/**
 * Opens a folder of rendered manifests; it need not exist.
 * @param directory absolute and POSIX
 */
export function openRenderedOutput(directory: string): RenderedOutput {
  function place(path: string): string {
    return toNativePath(posix.join(directory, path));
  }

  function read(path: string): Buffer | undefined {
    try {
      return fs.readFileSync(place(path));
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  }

  function write(path: string, content: string): void {
    const file = place(path);
    const temporary = place(posix.join(posix.dirname(path), `.manifest.${process.pid}.tmp`));
    fs.mkdirSync(place(posix.dirname(path)), { recursive: true });
    try {
      fs.writeFileSync(temporary, content);
      fs.renameSync(temporary, file);
    } finally {
      fs.rmSync(temporary, { force: true });
    }
  }

  function remove(path: string): void {
    fs.rmSync(place(path), { force: true });
    const unit = posix.dirname(path);
    for (const folder of [unit, posix.dirname(unit)]) {
      if (fs.readdirSync(place(folder)).length > 0) return;
      fs.rmdirSync(place(folder));
    }
  }

  function record(paths: readonly string[]): void {
    const content = [...new Set(paths)]
      .toSorted()
      .map((path) => `${path}\n`)
      .join('');
    if (content === recorded) return;
    write(RECORD, content);
  }

  const recorded = read(RECORD)?.toString() ?? '';
  const owned = recorded
    .split('\n')
    .filter((path) => RECORDED_PATH.test(path) && fs.existsSync(place(path)));
  return { read, owned, write, remove, record };
}

function isAbsence(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code))
  );
}
