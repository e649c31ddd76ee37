import { BaselineError, formatBaseline, makeBaseline, parseBaseline } from '@fingerpost/policy';
import type { Baseline, Finding } from '@fingerpost/policy';
import type { FileSystem } from 'kustomize-ts';

import { UsageError } from './usage-error.ts';
import { resolveUserPath } from './user-path.ts';
import { writeFile } from './write-file.ts';

/** Reads the file of `--baseline`. Throws a UsageError that says what is wrong with it. */
export function readBaseline(file: string, directory: string, fileSystem: FileSystem): Baseline {
  const bytes = fileSystem.readFile(resolveUserPath(directory, file));
  if (!bytes) {
    throw new UsageError(`${file}: there is no such file; make it with --write-baseline ${file}`);
  }
  try {
    return parseBaseline(new TextDecoder().decode(bytes));
  } catch (error) {
    if (!(error instanceof BaselineError)) throw error;
    const { line, column, message } = error;
    const place = [file, line, column].filter((part) => part !== undefined).join(':');
    throw new UsageError(`${place}: ${message}; write it anew with --write-baseline ${file}`, {
      cause: error,
    });
  }
}

/** Writes the file of `--write-baseline`. */
export function writeBaseline(file: string, directory: string, findings: readonly Finding[]): void {
  writeFile(resolveUserPath(directory, file), formatBaseline(makeBaseline(findings)));
}
