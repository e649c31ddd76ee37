import { GitError, readGit, runGit } from '@fingerpost/changes';

/** A file of a branch: its bytes; null removes it, or a whole folder. */
export type BranchEdits = ReadonlyMap<string, Uint8Array | null>;

/** One commit on a branch of a bare repository. */
export interface BranchCommit {
  /** `environment/dev` */
  readonly branch: string;
  readonly message: string;
  readonly edits: BranchEdits;
  /** When, in seconds since 1970. */
  readonly seconds: number;
}

/** Who writes where no GitHub App does. */
const AUTHOR = 'fingerpost-lab <lab@fingerpost.invalid>';

/** The id of the last commit of a branch; undefined where there is no such branch. */
export function tipOf(repository: string, branch: string): string | undefined {
  const args = ['rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`];
  const { status, stdout } = runGit(repository, args);
  return status === 0 ? stdout.toString().trim() : undefined;
}

/**
 * Writes one commit on top of a branch, or as the first one of it, without a checkout. Returns its id. A reader sees the
 * branch before or after it. Throws a GitError where git refuses it, and where somebody else wrote in between.
 */
export function commitToBranch(repository: string, commit: BranchCommit): string {
  const { branch, message, edits, seconds } = commit;
  const ref = `refs/heads/${branch}`;
  const parent = tipOf(repository, branch);
  const parts = [
    `commit ${ref}\ncommitter ${AUTHOR} ${seconds} +0000\n`,
    ...dataOf(new TextEncoder().encode(message)),
    parent === undefined ? '' : `from ${parent}\n`,
    ...[...edits].flatMap(([path, bytes]) =>
      bytes === null
        ? [`D ${quote(path)}\n`]
        : [`M 100644 inline ${quote(path)}\n`, ...dataOf(bytes)],
    ),
    'done\n',
  ];
  const args = ['fast-import', '--quiet', '--done', '--date-format=raw'];
  const input = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const { status, stderr } = runGit(repository, args, input);
  if (status !== 0) {
    throw new GitError(`git could not write ${branch}: ${stderr.split('\n', 1)[0]}`);
  }
  return readGit(repository, ['rev-parse', ref]);
}

function dataOf(bytes: Uint8Array): [string, Uint8Array, string] {
  return [`data ${bytes.length}\n`, bytes, '\n'];
}

/** Paths are C strings where they could be read as anything else: git-fast-import(1), `<path>`. */
function quote(path: string): string {
  return `"${path.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}"`;
}
