import { build, KustomizeError, readResources } from 'kustomize-ts';
import type { DuplicateField, FileSystem, PlainResources, Resource } from 'kustomize-ts';

import { buildOverlays, formatFailures } from './build-overlays.ts';
import { describeError } from './describe-error.ts';
import { readEnvironment } from './environment.ts';
import type { EnvironmentFile } from './environment.ts';
import { readGiven } from './given.ts';
import {
  findOverlays,
  findRepository,
  hasKustomization,
  readPattern,
  selectOverlays,
} from './overlays.ts';
import type { Overlay } from './overlays.ts';
import { STANDARD_INPUT, withStreams } from './standard-input.ts';
import { UsageError } from './usage-error.ts';
import { resolveUserPath } from './user-path.ts';

/** What a command was asked to look at. */
export interface InputArguments {
  /** Overlays, or plain files and folders; not both. None means all overlays. */
  readonly positionals: readonly string[];
  readonly environment: string | undefined;
  /** Absolute. */
  readonly directory: string;
  /** What the progress line says. */
  readonly label: string;
}

/** Plain YAML and JSON. */
export interface FileInput {
  readonly resources: readonly Resource[];
  readonly duplicateKeys: readonly DuplicateField[];
  /** The files that were read, standard input among them. */
  readonly fileSystem: FileSystem;
  /** Lines for stderr, about what could not be read; '' where all could. */
  readonly failures: string;
}

/** An environment, with all of its overlays, whichever were asked for: they only mean something together. */
export interface EnvironmentInput {
  readonly file: EnvironmentFile;
  readonly overlays: readonly {
    readonly overlay: Overlay;
    readonly resources: readonly Resource[];
    /** It was asked for. */
    readonly chosen: boolean;
  }[];
  /** What the cluster brings itself. */
  readonly given: readonly Resource[];
}

export interface EnvironmentInputs {
  readonly environments: readonly EnvironmentInput[];
  /** Lines for stderr, about what could not be read; '' where all could. */
  readonly failures: string;
}

/** Whether plain files are meant, not overlays. Throws a UsageError where it is both. */
export function meansFiles(
  { positionals, directory }: Pick<InputArguments, 'directory' | 'positionals'>,
  fileSystem: FileSystem,
): boolean {
  const overlays = overlaysFrom(fileSystem, directory);
  const plain = positionals.filter((positional) => {
    if (positional === STANDARD_INPUT) return true;
    const kind = fileSystem.kind(resolveUserPath(directory, positional));
    if (kind !== 'directory') return kind === 'file';
    return !overlays.some(readPattern(positional, directory));
  });
  if (plain.length > 0 && plain.length < positionals.length) {
    throw new UsageError('overlays and plain files cannot be read together');
  }
  return plain.length > 0;
}

/** None where the folder is in no repository of overlays. */
function overlaysFrom(fileSystem: FileSystem, directory: string): Overlay[] {
  try {
    return findOverlays(fileSystem, findRepository(fileSystem, directory));
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}

/** Reads plain files and folders; `-` is standard input. A folder that is a kustomization is built. */
export function readFiles(
  { positionals, directory }: Pick<InputArguments, 'directory' | 'positionals'>,
  fileSystem: FileSystem,
): FileInput {
  const paths = positionals.map((path) =>
    path === STANDARD_INPUT ? path : resolveUserPath(directory, path),
  );
  const withInput = withStreams(fileSystem);
  const read = paths.map((path) =>
    hasKustomization(withInput, path)
      ? buildFolder(path, withInput)
      : readResources([path], withInput),
  );
  const failures = read.flatMap(({ errors }) => errors.map((error) => `${describeError(error)}\n`));
  return {
    resources: read.flatMap(({ resources }) => resources),
    duplicateKeys: read.flatMap(({ duplicateKeys }) => duplicateKeys),
    fileSystem: withInput,
    failures: failures.join(''),
  };
}

/** What a kustomization makes of its files, which alone may be patches, or wait for a name. */
function buildFolder(
  directory: string,
  fileSystem: FileSystem,
): Pick<PlainResources, 'duplicateKeys' | 'errors' | 'resources'> {
  try {
    const { resources } = build(directory, { fileSystem, strict: true, trace: true });
    return { resources, errors: [], duplicateKeys: [] };
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    return { resources: [], errors: [error], duplicateKeys: [] };
  }
}

/** Builds the environments of the overlays that were asked for. */
export function readEnvironments(
  { positionals, environment, directory, label }: InputArguments,
  fileSystem: FileSystem,
): EnvironmentInputs {
  const root = findRepository(fileSystem, directory);
  const all = findOverlays(fileSystem, root);
  const chosen = new Set(selectOverlays(all, { overlays: positionals, environment }, directory));
  const names = [...new Set([...chosen].map((overlay) => overlay.environment))];
  const needed = all.filter((overlay) => names.includes(overlay.environment));
  const outcomes = buildOverlays(needed, fileSystem, label);
  const failed: [string, string][] = [];
  const failures: string[] = [];
  const environments = names.map((name): EnvironmentInput => {
    const file = readEnvironment(fileSystem, root, name);
    const given = readGiven(file, fileSystem);
    failures.push(...given.errors.map((error) => `${describeError(error)}\n`));
    const overlays = needed.flatMap((overlay) => {
      if (overlay.environment !== name) return [];
      const outcome = outcomes.get(overlay.id);
      if (outcome?.status === 'failed') failed.push([overlay.id, outcome.error]);
      if (outcome?.status !== 'rendered') return [];
      return [{ overlay, resources: outcome.resources, chosen: chosen.has(overlay) }];
    });
    return { file, overlays, given: given.resources };
  });
  return { environments, failures: `${formatFailures(failed)}${failures.join('')}` };
}
