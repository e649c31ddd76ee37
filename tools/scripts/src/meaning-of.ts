import { createHash } from 'node:crypto';

import { findDrift, loadMeaning } from '@fingerpost/changes';
import type {
  Changes,
  DriftUnit,
  EnvironmentSide,
  OverlayChange,
  OverlayPair,
} from '@fingerpost/changes';
import type { PlainResources } from 'kustomize-ts';

import { codeVersion } from './code-version.ts';
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
export interface Meant extends Pick<Changes, 'meaning' | 'overlays' | 'drift'> {
  /** What the reader has to know of how it was made; one line each. */
  readonly notices: readonly string[];
  /** What could not be read, one line each. */
  readonly failures: readonly string[];
}

/**
 * Models both sides of every environment in which something differs, and checks them.
 * Throws a KustomizeError where an environment.yaml of the new side cannot be read.
 */
export async function meaningOf(
  comparison: Comparison,
  overlays: readonly OverlayChange[],
  pairs: readonly OverlayPair[],
): Promise<Meant> {
  const { compareMeaning } = await loadMeaning();
  const notices: string[] = [];
  const environments = comparison.environments.map((compared) => {
    const after = compared.after && readState(compared, compared.after);
    return { name: compared.name, before: readOldState(compared, after, notices), after };
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
    version: codeVersion(),
  });
  if (unknown.length > 0) {
    const names = unknown.join(', ');
    notices.push(`not known on both sides, so nothing of it is called lost or new: ${names}`);
  }
  const files = new Map(environments.map(({ name, after }) => [name, after?.file]));
  return {
    ...meant,
    drift: findDrift(unitsOf(comparison.pairs, files)),
    notices,
    failures: [...new Set(environments.flatMap(({ after }) => after?.errors ?? []))],
  };
}

/** An environment of one side, read. */
interface ReadState {
  readonly side: EnvironmentSide;
  readonly file: EnvironmentFile;
  /** Of the manifests that are given. */
  readonly errors: readonly string[];
}

function readState({ name, root, show }: ComparedEnvironment, state: EnvironmentState): ReadState {
  const { folder, overlays } = state;
  const files = folderFiles(folder, show);
  const file = readEnvironment(files, root, name);
  let given: Pick<PlainResources, 'errors' | 'resources'> | undefined;
  const loadGiven = () => (given ??= readGiven(file.given, files));
  const rendered = [...overlays].flatMap(([id, rendering]) =>
    rendering.status === 'rendered' ? [{ id, key: rendering.key(), load: rendering.load }] : [],
  );
  return {
    file,
    errors: loadGiven().errors.map(describeError),
    side: {
      environment: file.environment,
      overlays: rendered,
      failed: [...overlays].flatMap(([id, { status }]) => (status === 'failed' ? [id] : [])),
      given: {
        digest: createHash('sha256').update(JSON.stringify(folder)).digest('hex'),
        load: () => loadGiven().resources,
      },
      isComplete: root !== '',
    },
  };
}

/** An environment.yaml that cannot be read does not keep the new side from being shown: its facts hold for both. */
function readOldState(
  compared: ComparedEnvironment,
  after: ReadState | undefined,
  notices: string[],
): ReadState | undefined {
  const { before } = compared;
  if (!before) return undefined;
  try {
    const read = readState(compared, before);
    const known = new Set(after?.errors);
    notices.push(...read.errors.filter((error) => !known.has(error)).map(ofOldSide));
    return read;
  } catch (error) {
    if (!after || !compared.after) throw error;
    notices.push(ofOldSide(describeError(error)));
    return readState(compared, { ...before, folder: compared.after.folder });
  }
}

function ofOldSide(line: string): string {
  return `before: ${line}`;
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
