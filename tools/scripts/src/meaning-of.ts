import { createHash } from 'node:crypto';

import { findDrift, loadMeaning } from '@fingerpost/changes';
import type {
  Changes,
  DriftUnit,
  EnvironmentSide,
  OverlayChange,
  OverlayPair,
} from '@fingerpost/changes';
import { KustomizeError } from 'kustomize-ts';

import { keptCodeVersion } from './code-version.ts';
import type {
  ComparedEnvironment,
  ComparedOverlay,
  Comparison,
  EnvironmentState,
} from './comparison.ts';
import { describeError } from './describe-error.ts';
import { folderFiles } from './environment-folder.ts';
import { readEnvironment } from './environment.ts';
import type { EnvironmentFile } from './environment.ts';
import { readGiven } from './given.ts';

/** What a change means, and the changes completed by it. */
export interface Meant extends Pick<Changes, 'meaning' | 'overlays' | 'drift' | 'unread'> {
  /** What the reader has to know of how it was made; one line each. */
  readonly notices: readonly string[];
}

/**
 * Models both sides of every environment in which something differs, and checks them. Where an environment.yaml cannot
 * be read on one side, the facts of the other side hold for both; where on both, nothing is said of the environment.
 */
export async function meaningOf(
  comparison: Comparison,
  overlays: readonly OverlayChange[],
  pairs: readonly OverlayPair[],
): Promise<Meant> {
  const { compareMeaning } = await loadMeaning();
  const notices: string[] = [];
  const unread: string[] = [...(comparison.unread ?? [])];
  const environments = comparison.environments.flatMap((compared) => {
    const [before, after] = readStates(compared, unread);
    if (!before && !after) return [];
    return [{ name: compared.name, before, after }];
  });
  const { unknown, ...meant } = compareMeaning({
    environments: environments.map(({ name, before, after }) => ({
      name,
      before: before?.side,
      after: after?.side,
    })),
    overlays,
    pairs,
    cache: comparison.cache,
    version: `${keptCodeVersion(comparison.cache)} ${comparison.shownFrom ?? ''}`,
  });
  if (unknown.length > 0) {
    const names = unknown.join(', ');
    notices.push(`not known on both sides, so nothing of it is called lost or new: ${names}`);
  }
  const files = new Map(environments.map(({ name, after }) => [name, after?.file]));
  return { ...meant, drift: findDrift(unitsOf(comparison.pairs, files)), notices, unread };
}

/** An environment of one side, read. */
interface ReadState {
  readonly side: EnvironmentSide;
  readonly file: EnvironmentFile;
}

/** The old and the new state; notes what could not be read. */
function readStates(
  compared: ComparedEnvironment,
  unread: string[],
): readonly [before: ReadState | undefined, after: ReadState | undefined] {
  const { before, after } = compared;
  const old = before && readState(compared, before, unread);
  const now = after && readState(compared, after, unread);
  // What is wrong with the borrowed folder was noted already.
  if (before && !old && now)
    return [readState(compared, { ...before, folder: after.folder }, []), now];
  if (after && !now && old)
    return [old, readState(compared, { ...after, folder: before.folder }, [])];
  return [old, now];
}

/** Undefined where the environment.yaml cannot be read. */
function readState(
  { name, root, show }: ComparedEnvironment,
  { folder, overlays, showInErrors }: EnvironmentState,
  unread: string[],
): ReadState | undefined {
  const files = folderFiles(folder, show);
  const explained = folderFiles(folder, showInErrors);
  let file: EnvironmentFile;
  try {
    file = readEnvironment(explained, root, name);
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    unread.push(describeError(error));
    return undefined;
  }
  const given = readGiven(file, files);
  if (given.errors.length > 0) unread.push(...readGiven(file, explained).errors.map(describeError));
  const rendered = [...overlays].flatMap(([id, rendering]) =>
    rendering.status === 'rendered' ? [{ id, key: rendering.key(), load: rendering.load }] : [],
  );
  return {
    file,
    side: {
      environment: file.environment,
      overlays: rendered,
      failed: [...overlays].flatMap(([id, { status }]) => (status === 'failed' ? [id] : [])),
      given: {
        digest: createHash('sha256').update(JSON.stringify(folder)).digest('hex'),
        load: () => given.resources,
      },
      isComplete: root !== '',
    },
  };
}

/** The units that changed somewhere, in all environments that have them. */
function unitsOf(
  pairs: readonly ComparedOverlay[],
  files: ReadonlyMap<string, EnvironmentFile | undefined>,
): DriftUnit[] {
  const units = Map.groupBy(pairs, ({ overlay }) => overlay.slice(overlay.indexOf('/') + 1));
  return [...units].flatMap(([unit, own]): DriftUnit[] => {
    if (own.length < 2 || own.every(({ before, after }) => before === after)) return [];
    return [
      {
        unit,
        environments: own.map(({ overlay, before, after }) => {
          const environment = overlay.slice(0, overlay.indexOf('/'));
          return {
            environment,
            before: before?.status === 'rendered' ? before.load() : undefined,
            after: after?.status === 'rendered' ? after.load() : undefined,
            expected: files.get(environment)?.expectedDifferences ?? [],
          };
        }),
      },
    ];
  });
}
