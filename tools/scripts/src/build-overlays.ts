import type { Rendering } from '@fingerpost/changes';
import { build, createBuildCache } from 'kustomize-ts';
import type { Build, FileSystem } from 'kustomize-ts';

import { describeError } from './describe-error.ts';
import { startProgress } from './progress.ts';

/** A build that succeeded, or the one line that says why it did not. */
export type Outcome =
  | (Build & { readonly status: 'rendered' })
  | Extract<Rendering, { status: 'failed' }>;

/** A folder with a kustomization and the name it goes by. */
export interface Buildable {
  readonly id: string;
  readonly directory: string;
}

/**
 * Builds kustomizations of one file system, as `kustomize build` does, with what they share read once.
 * Strict: what kustomize passes over in silence fails. One that fails does not keep the others from being built.
 * @param label what the progress line says
 */
export function buildOverlays(
  overlays: readonly Buildable[],
  fileSystem: FileSystem,
  label: string,
): Map<string, Outcome> {
  const cache = createBuildCache();
  const progress = startProgress(label, overlays.length);
  const outcomes = new Map<string, Outcome>();
  for (const overlay of overlays) {
    progress.step(overlay.id);
    outcomes.set(overlay.id, buildOne(overlay));
  }
  progress.stop();
  return outcomes;

  function buildOne(overlay: Buildable): Outcome {
    try {
      const options = { fileSystem, cache, strict: true, reorder: 'legacy' } as const;
      return { status: 'rendered', ...build(overlay.directory, options) };
    } catch (error) {
      return { status: 'failed', error: describeError(error) };
    }
  }
}

/**
 * Errors, one line each. One that several overlays share, because it stands in their base, is told once.
 */
export function formatFailures(
  failures: readonly (readonly [id: string, error: string])[],
): string {
  const byError = Map.groupBy(failures, ([, error]) => error);
  return [...byError]
    .map(([error, overlays]) => `${error} (${listNames(overlays.map(([id]) => id))})\n`)
    .join('');
}

const MAX_NAMES = 3;

function listNames(names: readonly string[]): string {
  const more = names.length - MAX_NAMES;
  return `${names.slice(0, MAX_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
