import { posix } from 'node:path';

import { placeOf, visitLeaves } from 'kustomize-ts';
import type { FileSystem, Resource } from 'kustomize-ts';

/**
 * Reads lines of sources for excerpts. Lines that hold values of Secrets are never given, nor what cannot be read.
 * @param directory where the shown paths of files start, absolute
 */
export function makeLineReader(
  fileSystem: FileSystem,
  directory: string,
  resources: readonly Resource[],
): (file: string, line: number) => string | undefined {
  const files = new Map<string, readonly string[]>();
  const secret = secretLines(resources);
  return (file, line) => {
    if (secret.has(`${file}:${line}`)) return undefined;
    let lines = files.get(file);
    if (!lines) {
      const bytes = fileSystem.readFile(file === '-' ? file : posix.resolve(directory, file));
      lines = new TextDecoder().decode(bytes).split(/\r\n|[\n\r]/);
      files.set(file, lines);
    }
    return lines[line - 1];
  };
}

function secretLines(resources: readonly Resource[]): ReadonlySet<string> {
  const lines = new Set<string>();
  for (const { kind, node } of resources) {
    if (kind !== 'Secret') continue;
    visitLeaves(node, '', (_, leaf) => {
      const place = placeOf(leaf);
      if (place) lines.add(`${place.path}:${place.line}`);
    });
  }
  return lines;
}
