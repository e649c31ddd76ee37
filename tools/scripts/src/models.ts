import { discover } from '@fingerpost/discovery';
import type { DiscoveryModel } from '@fingerpost/discovery';
import type { FileSystem, Resource } from 'kustomize-ts';

import { describeError } from './describe-error.ts';
import { readEnvironmentFile } from './environment.ts';
import { readGiven } from './given.ts';
import { meansFiles, readEnvironments, readFiles } from './inputs.ts';
import { resolveUserPath } from './user-path.ts';
import { workingFiles } from './working-files.ts';

/** The model of an environment, and what of it was asked for. */
export interface NamedModel {
  /** Of the environment; '' of plain files. */
  readonly name: string;
  readonly model: DiscoveryModel;
  /** The overlays that were asked for; undefined where all were, and of plain files. */
  readonly chosen: ReadonlySet<Resource> | undefined;
}

export interface Models {
  readonly models: readonly NamedModel[];
  /** Lines for stderr, about what could not be read; '' where all could. */
  readonly failures: string;
}

/** What is modelled, as the command line says it. */
export interface ModelArguments {
  /** Overlays, or plain files and folders; none means all overlays. */
  readonly positionals: readonly string[];
  /** Its name; with plain files, the path of an environment.yaml. */
  readonly environment: string | undefined;
}

/** Reads and models what the command line asks for: each environment as a whole, or plain files. */
export function readModels(args: ModelArguments, directory: string): Models {
  const fileSystem = workingFiles(directory);
  const input = { ...args, directory, label: 'reading' };
  if (meansFiles(input, fileSystem)) return modelFiles(args, directory, fileSystem);
  const { environments, failures } = readEnvironments(input, fileSystem);
  return {
    models: environments.map(({ file, overlays, given }) => {
      const all = [...overlays.flatMap(({ resources }) => resources), ...given];
      const chosen = overlays.filter((overlay) => overlay.chosen);
      return {
        name: file.name,
        model: discover(all, file.environment),
        chosen:
          chosen.length === overlays.length
            ? undefined
            : new Set(chosen.flatMap(({ resources }) => resources)),
      };
    }),
    failures,
  };
}

function modelFiles(
  { positionals, environment }: ModelArguments,
  directory: string,
  fileSystem: FileSystem,
): Models {
  const { resources, failures } = readFiles({ positionals, directory }, fileSystem);
  if (environment === undefined) {
    return { models: [{ name: '', model: discover(resources), chosen: undefined }], failures };
  }
  const file = readEnvironmentFile(fileSystem, resolveUserPath(directory, environment));
  const given = readGiven(file, fileSystem);
  const model = discover([...resources, ...given.resources], file.environment);
  const missing = given.errors.map((error) => `${describeError(error)}\n`).join('');
  return {
    models: [{ name: file.name, model, chosen: undefined }],
    failures: `${failures}${missing}`,
  };
}
