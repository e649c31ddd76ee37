import { readGit } from '@fingerpost/changes';
import { environmentsRepository } from '@fingerpost/lab';
import { readBranchTree } from '@fingerpost/publish';

import { commitToBranch, tipOf } from '../../src/lab/fast-import.ts';

const BRANCH = 'environment/dev';

/** A file of dev's branch as text. */
export function readBranchFile(file: string): string {
  const bare = environmentsRepository();
  const entries = readBranchTree(bare, tipOf(bare, BRANCH) ?? '');
  const entry = entries.find(({ path }) => path === file);
  if (entry === undefined) throw new Error(`${BRANCH} has no ${file}`);
  return `${readGit(bare, ['cat-file', 'blob', entry.id])}\n`;
}

/** Writes a file of dev's branch, past all checks. Returns the id of the commit. */
export function writeBranchFile(file: string, text: string, message: string): string {
  return commitToBranch(environmentsRepository(), {
    branch: BRANCH,
    message: `${message}\n`,
    edits: new Map([[file, new TextEncoder().encode(text)]]),
    seconds: Math.floor(Date.now() / 1000),
  });
}

/** The documents of a manifest with one of them changed; '' leaves it out. Throws where none or several are meant. */
export function changeDocument(
  text: string,
  isMeant: (document: string) => boolean,
  change: (document: string) => string,
): string {
  const documents = text.split(/^---\n/m);
  const [meant = '', ...others] = documents.filter(isMeant);
  const changed = change(meant);
  if (meant === '' || others.length > 0 || changed === meant) {
    throw new Error('the manifest has not what is to be changed');
  }
  return documents
    .map((document) => (document === meant ? changed : document))
    .filter((document) => document !== '')
    .join('---\n');
}
