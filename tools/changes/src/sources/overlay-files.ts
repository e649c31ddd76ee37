import { posix } from 'node:path';

import type { Resource } from 'kustomize-ts';

import { visitOrigins } from './differences.ts';
import type { TracedBuild } from './differences.ts';
import { isKustomization } from './source-files.ts';
import type { KnownFiles, TouchedFile } from './source-files.ts';

/** The touched files that an overlay reads on either side, and what the trace cannot tell of them. */
export interface OverlayFiles {
  /** By the path that is shown. */
  readonly touched: ReadonlyMap<string, TouchedFile>;
  /** Whether both sides read the file. */
  readsOnBoth(file: string): boolean;
  /** Whether the new side reads the file. */
  readsNow(file: string): boolean;
  /** The kustomizations that may have let the file in, or left it out. */
  listedBy(file: string): readonly string[];
  /** The files whose edit need not show in a station, those near the file if there are any. */
  suspects(near: string | undefined): readonly string[];
}

export function overlayFiles(
  before: TracedBuild | undefined,
  after: TracedBuild | undefined,
  known: KnownFiles,
): OverlayFiles {
  const touched = new Map<string, TouchedFile>();
  for (const side of [before, after]) {
    for (const path of side?.inputs ?? []) {
      const file = known.touched(path);
      if (file) touched.set(file.file, file);
    }
  }
  const read = remember(() => ({
    before: new Set(before?.inputs.map((path) => known.displayPath(path))),
    after: new Set(after?.inputs.map((path) => known.displayPath(path))),
  }));
  const opaque = remember(() =>
    withoutPlainFiles(touched, [...(before?.resources ?? []), ...(after?.resources ?? [])]),
  );

  function readsOnBoth(file: string): boolean {
    return read().before.has(file) && read().after.has(file);
  }

  function readsNow(file: string): boolean {
    return read().after.has(file);
  }

  /** The touched kustomizations that name others, and still do. */
  const lasting = remember(() =>
    [...touched.keys()].filter((file) => isKustomization(file) && readsOnBoth(file)),
  );

  function listedBy(file: string): readonly string[] {
    const nearest = nearestKustomization(
      file,
      read().before.has(file) ? read().before : read().after,
    );
    const status = nearest === undefined ? undefined : touched.get(nearest)?.status;
    if (nearest === undefined || status === undefined) return lasting();
    if (readsOnBoth(nearest)) return [nearest];
    // An edit of a file that is not read any more means nothing.
    if (status === 'changed' && !readsNow(nearest)) return lasting();
    return [nearest, ...lasting()];
  }

  function suspects(near: string | undefined): readonly string[] {
    if (near === undefined) return opaque();
    const folder = posix.dirname(near);
    const close = opaque().filter((file) => folder === '.' || file.startsWith(`${folder}/`));
    return close.length > 0 ? close : opaque();
  }

  return { touched, readsOnBoth, readsNow, listedBy, suspects };
}

/** All but files of resources, for of these every value has its station. */
function withoutPlainFiles(
  touched: ReadonlyMap<string, TouchedFile>,
  resources: readonly Resource[],
): string[] {
  const plain = new Set<string>();
  const others = new Set<string>();
  for (const { node } of resources) {
    visitOrigins(node, ({ path, by }) => {
      if (touched.has(path)) (by === 'resources' ? plain : others).add(path);
    });
  }
  return [...touched.keys()].filter((file) => others.has(file) || !plain.has(file));
}

/** Files are listed in their own folder or in one above it. */
function nearestKustomization(file: string, read: ReadonlySet<string>): string | undefined {
  const own = isKustomization(file) ? posix.dirname(file) : file;
  for (let folder = posix.dirname(own); ; folder = posix.dirname(folder)) {
    for (const name of ['kustomization.yaml', 'kustomization.yml', 'Kustomization']) {
      const candidate = posix.join(folder, name);
      if (candidate !== file && read.has(candidate)) return candidate;
    }
    if (folder === posix.dirname(folder)) return undefined;
  }
}

function remember<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
