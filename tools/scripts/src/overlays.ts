import { posix } from 'node:path';

import { printable } from '@fingerpost/text';
import type { FileSystem } from 'kustomize-ts';

import { UsageError } from './usage-error.ts';
import { resolveUserPath } from './user-path.ts';

/** One unit in one environment: `overlays/<environment>/<unit>`. */
export interface Overlay {
  /** `<environment>/<unit>` */
  readonly id: string;
  readonly environment: string;
  readonly unit: string;
  /** Absolute. */
  readonly directory: string;
}

/** What the user chose among all overlays. */
export interface Selection {
  /** Names, paths or globs of either; none means all. */
  readonly overlays: readonly string[];
  readonly environment: string | undefined;
}

const KUSTOMIZATION_FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Whether kustomize would take the folder for a kustomization. */
export function hasKustomization(fileSystem: FileSystem, directory: string): boolean {
  return KUSTOMIZATION_FILES.some(
    (name) => fileSystem.kind(posix.join(directory, name)) === 'file',
  );
}

/**
 * The nearest folder, from the given one up, that has overlays.
 * Throws a UsageError where there is none.
 */
export function findRepository(fileSystem: FileSystem, directory: string): string {
  for (let folder = directory; ; folder = posix.dirname(folder)) {
    if (hasOverlays(fileSystem, folder)) return folder;
    if (folder === posix.dirname(folder)) break;
  }
  throw new UsageError(
    `${directory} and the folders above it have no overlays/<environment>/<unit> with a kustomization.yaml; change into a repository that has them, or compare two folders with diff --from PATH --to PATH`,
  );
}

function hasOverlays(fileSystem: FileSystem, root: string): boolean {
  const top = posix.join(root, 'overlays');
  return (fileSystem.readDirectory(top) ?? []).some((environment) => {
    const folder = posix.join(top, environment);
    const units = fileSystem.readDirectory(folder) ?? [];
    return units.some((unit) => hasKustomization(fileSystem, posix.join(folder, unit)));
  });
}

/** All overlays of a repository, by environment and unit. */
export function findOverlays(fileSystem: FileSystem, root: string): Overlay[] {
  const top = posix.join(root, 'overlays');
  const overlays: Overlay[] = [];
  for (const environment of fileSystem.readDirectory(top) ?? []) {
    for (const unit of fileSystem.readDirectory(posix.join(top, environment)) ?? []) {
      const directory = posix.join(top, environment, unit);
      if (!hasKustomization(fileSystem, directory)) continue;
      overlays.push({ id: `${environment}/${unit}`, environment, unit, directory });
    }
  }
  return overlays;
}

/**
 * The overlays that were chosen, in their order.
 * Throws a UsageError for a name or a glob that fits none, and for an unknown environment.
 */
export function selectOverlays(
  overlays: readonly Overlay[],
  { overlays: patterns, environment }: Selection,
  directory: string,
): Overlay[] {
  const environments = [...new Set(overlays.map((overlay) => overlay.environment))];
  if (environment !== undefined && !environments.includes(environment)) {
    throw new UsageError(
      `there is no environment ${printable(environment)}; choose one of ${environments.join(', ')}`,
    );
  }
  const ofEnvironment = overlays.filter(
    (overlay) => environment === undefined || overlay.environment === environment,
  );
  if (patterns.length === 0) return ofEnvironment;
  const chosen = new Set<Overlay>();
  for (const pattern of patterns) {
    const matching = ofEnvironment.filter(readPattern(pattern, directory));
    if (matching.length === 0) throw notFound(pattern, ofEnvironment);
    for (const overlay of matching) chosen.add(overlay);
  }
  return ofEnvironment.filter((overlay) => chosen.has(overlay));
}

/**
 * Tells which overlays a name, a path or a glob of either means; paths are relative to `directory`.
 * Read once per pattern: build systems pass a thousand of them.
 */
export function readPattern(
  pattern: string,
  directory: string,
): (overlay: Pick<Overlay, 'id' | 'directory'>) => boolean {
  const bare = pattern.replaceAll('\\', '/').replace(/\/+$/, '');
  const path = resolveUserPath(directory, bare);
  const isGlob = /[*?[{(]/.test(bare);
  return ({ id, directory: place }) => {
    if (id === bare || place === path || `overlays/${id}` === bare) return true;
    if (!isGlob) return false;
    return (
      posix.matchesGlob(id, bare) ||
      posix.matchesGlob(`overlays/${id}`, bare) ||
      // Relative: the folders above may have names with what means something in a glob.
      posix.matchesGlob(posix.relative(directory, place), posix.relative(directory, path))
    );
  };
}

const MAX_NAMES = 8;

function notFound(pattern: string, overlays: readonly Overlay[]): UsageError {
  const word = pattern.split('/').findLast((part) => part !== '') ?? '';
  const near = overlays.filter(({ unit }) => unit.includes(word) || word.includes(unit));
  const names = (near.length > 0 ? near : overlays).map(({ id }) => id);
  const more = names.length > MAX_NAMES ? `, and ${names.length - MAX_NAMES} more` : '';
  return new UsageError(
    `no overlay is meant by ${printable(pattern)}; there is ${names.slice(0, MAX_NAMES).join(', ')}${more}`,
  );
}
