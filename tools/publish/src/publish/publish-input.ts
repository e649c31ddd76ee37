import type { BranchFiles } from '../branch/branch-files.ts';
import type { BranchNames } from '../branch/names.ts';
import type { CheckInput } from './check.ts';

/** What is to be proposed. */
export interface PublishInput {
  /** `dev`. */
  readonly environment: string;
  /** Of branchNames. */
  readonly branches: BranchNames;
  /** Of renderBranch, as are the next two. */
  readonly files: BranchFiles;
  readonly digest: string;
  readonly message: string;
  readonly pullRequest: PullRequestInput;
  /** The report, as Markdown of at most 60,000 bytes; without it no comment is written, and none is removed. */
  readonly report?: string | undefined;
  /** The required check on the proposal; its `externalId` is the digest. */
  readonly check: Omit<CheckInput, 'externalId'>;
  /** `when-green`: by itself, when its checks pass. `by-hand`: never, which is the rule for production. */
  readonly merge: 'when-green' | 'by-hand';
  /** Writes the branch and its note alone; somebody else opens and merges pull requests from it. */
  readonly pushOnly?: PushOnly | undefined;
  /** Overwrites what somebody else committed to the proposal. */
  readonly force?: boolean | undefined;
  /** The environment branch that the report speaks of; nothing where it was not there. */
  readonly seenBase?: { readonly sha: string | undefined } | undefined;
  /** Ids of contents of `hydrator.metadata` that were read and are wrong: they are written anew. */
  readonly brokenNotes?: ReadonlySet<string> | undefined;
}

export interface PushOnly {
  /** The commit that was rendered, whether or not it changed anything. */
  readonly drySha: string;
  /** Posts the check too. */
  readonly check: boolean;
}

export interface PullRequestInput {
  readonly title: string;
  /** Our section of the description, as Markdown. */
  readonly body: string;
  readonly labels?: readonly string[] | undefined;
  /** Logins. */
  readonly reviewers?: readonly string[] | undefined;
  /** Names of teams of the organisation, as in their addresses. */
  readonly teamReviewers?: readonly string[] | undefined;
}
