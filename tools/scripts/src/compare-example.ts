import { posix } from 'node:path';

import { diffLines } from '@fingerpost/changes';
import type { FileSystem } from 'kustomize-ts';

import { compareSides } from './compare-sides.ts';
import type { Comparison } from './comparison.ts';
import { openFolderRenderings } from './open-renderings.ts';
import type { Selection } from './overlays.ts';
import { readExample } from './read-example.ts';
import type { Example } from './read-example.ts';
import { workingFiles } from './working-files.ts';
import { UsageError } from './usage-error.ts';

/** Shows what a prepared edit would change: it is laid over the files, nothing is written. */
export function compareExample(
  root: string,
  name: string,
  selection: Selection,
  directory: string,
): Comparison {
  const example = readExample(name);
  const disk = workingFiles(directory);
  const files = applyExample(disk, root, example);
  const opened = openFolderRenderings(root, directory);
  const { renderings } = opened;
  return {
    before: 'the working tree',
    after: `example ${name}`,
    title: `example ${name}: ${example.title}`,
    ...compareSides(
      root,
      renderings.workingTree(),
      renderings.edited(files),
      opened,
      selection,
      directory,
    ),
    footer: formatEdits(disk, root, files),
  };
}

/**
 * The files of an example as they are after its edits, by absolute path.
 * Throws a UsageError where a file is missing or does not hold the text exactly once.
 */
export function applyExample(
  fileSystem: FileSystem,
  root: string,
  { name, edits }: Example,
): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { file, find, replace } of edits) {
    const path = posix.join(root, file);
    const bytes = fileSystem.readFile(path);
    if (!bytes) {
      throw new UsageError(
        `example ${name} edits ${file}, which this repository does not have; run it where Fingerpost's own base is`,
      );
    }
    const text = files[path] ?? new TextDecoder().decode(bytes);
    const [before, after, ...more] = text.split(find);
    if (before === undefined || after === undefined || more.length > 0) {
      const times = more.length > 0 ? `${more.length + 1} times` : 'nowhere';
      throw new UsageError(
        `${file}: example ${name} looks for a text that stands there ${times}; correct its edit in tools/changes/golden/${name}/edit.yaml`,
      );
    }
    files[path] = `${before}${replace}${after}`;
  }
  return files;
}

function formatEdits(
  fileSystem: FileSystem,
  root: string,
  files: Readonly<Record<string, string>>,
) {
  return ['Nothing was written. The edit:']
    .concat(
      Object.entries(files).flatMap(([path, text]) => {
        const before = new TextDecoder().decode(fileSystem.readFile(path));
        return diffLines(before, text).flatMap((hunk) => [
          `  ${posix.relative(root, path)}:${hunk.before}`,
          ...hunk.lines.map((line) => `    ${MARKS[line.kind]} ${line.text}`.trimEnd()),
        ]);
      }),
    )
    .join('\n');
}

const MARKS = { same: ' ', removed: '-', added: '+' } as const;
