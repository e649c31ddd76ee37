import type { ChangedFile } from '../git/changed-files.ts';
import type { JsonObject } from '../json.ts';
import { address } from './bodies.ts';
import { example } from './example.ts';
import type { Hub } from './hub.ts';
import { fullName } from './repository.ts';
import type { Repository } from './repository.ts';

const STATUSES: Readonly<Record<string, string>> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  T: 'changed',
};

/** A changed file of a pull request or of a comparison. Its patch is GitHub's example. */
export function fileBody(
  hub: Hub,
  repository: Repository,
  { added, path, removed, sha, status }: ChangedFile,
  commit: string,
): JsonObject {
  const name = encodeURIComponent(path);
  return {
    ...example('diff-entry-items', hub, repository),
    sha,
    filename: path,
    status: STATUSES[status] ?? 'changed',
    additions: added,
    deletions: removed,
    changes: added + removed,
    blob_url: `${hub.url}/${fullName(repository)}/blob/${commit}/${name}`,
    raw_url: `${hub.url}/${fullName(repository)}/raw/${commit}/${name}`,
    contents_url: address(hub, repository, `/contents/${name}?ref=${commit}`),
  };
}
