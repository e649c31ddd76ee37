import { layeredFileSystem } from 'kustomize-ts';

import { blobIdOf } from './blob-id.ts';
import type { IdentifiedFiles } from './identified-files.ts';

/** An edit laid over files, which stay as they are. `edits` goes from absolute path to the new text. */
export function editedFiles(
  below: IdentifiedFiles,
  edits: Readonly<Record<string, string>>,
): IdentifiedFiles {
  const files = layeredFileSystem(below, edits);
  const edited = new Set(Object.keys(edits).map((path) => files.realPath(path)));
  return {
    ...files,
    blobId(path) {
      if (!edited.has(files.realPath(path))) return below.blobId(path);
      const bytes = files.readFile(path);
      return bytes && blobIdOf(bytes, 'sha1');
    },
  };
}
