/** Something that answers as GitHub does, for one test. */
export interface TestServer {
  /** For GITHUB_API_URL. */
  readonly url: string;
  /** Of an installation of the App `fingerpost`: what it writes is by `fingerpost[bot]`. */
  readonly token: string;
  /** Of a person, `octocat`. */
  readonly personalToken: string;
  /** A new repository with these files on `main`, in one commit. */
  makeRepository(files: Readonly<Record<string, string>>): Promise<TestRepository>;
  stop(): Promise<void>;
}

export interface TestRepository {
  readonly owner: string;
  readonly name: string;
  /** Commit and files of a branch; nothing where there is no such branch. */
  readBranch(branch: string): Promise<TestBranch | undefined>;
}

export interface TestBranch {
  readonly commit: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}
