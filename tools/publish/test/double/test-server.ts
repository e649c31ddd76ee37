import type { Exchange } from './exchange.ts';

/** Something that answers as GitHub does, for one test. */
export interface TestServer {
  /** For GITHUB_API_URL. */
  readonly url: string;
  /** Of an installation of the App `fingerpost`: what it writes is by `fingerpost[bot]`. */
  readonly token: string;
  /** Of a person, `octocat`. */
  readonly personalToken: string;
  /** What of any request (and of the double's answers) GitHub's own description does not know. */
  readonly violations: readonly string[];
  /** All that crossed the wire so far. */
  readonly exchanges: readonly Exchange[];
  /** A new repository with these files on `main`, in one commit. */
  makeRepository(files: Readonly<Record<string, string>>): Promise<TestRepository>;
  stop(): Promise<void>;
}

export interface TestRepository {
  readonly owner: string;
  readonly name: string;
  /** Commit and files of a branch; nothing where there is no such branch. */
  readBranch(branch: string): Promise<TestBranch | undefined>;
  /** Somebody else's commit on a branch, null for a file that goes. Its sha. */
  commit(
    branch: string,
    changes: Readonly<Record<string, string | null>>,
    options?: CommitOptions,
  ): Promise<string>;
}

export interface CommitOptions {
  readonly author?: { readonly name: string; readonly email: string };
  readonly message?: string;
  /** Where a new branch begins: another branch. Without it, its first commit has no parent. */
  readonly from?: string;
}

export interface TestBranch {
  readonly commit: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}
