/** From renderings to a pull request, and what it says. */

// What a rendered branch holds. Pure.
export { BranchError } from './branch/branch-error.ts';
export { branchBeginning } from './branch/branch-beginning.ts';
export type { BranchBeginning } from './branch/branch-beginning.ts';
export { renderBranch } from './branch/branch-files.ts';
export type {
  BranchFiles,
  BranchInput,
  RenderedBranch,
  RenderedUnit,
} from './branch/branch-files.ts';
export {
  compareFiles,
  compareMessage,
  compareRootMetadata,
  compareUnitMetadata,
} from './branch/compare-branch.ts';
export type { BranchDifference } from './branch/compare-branch.ts';
export type { Author, DryCommit } from './branch/dry-commit.ts';
export { findPlainSecrets } from './branch/find-secrets.ts';
export type { PlainSecret } from './branch/find-secrets.ts';
export { decodeRootMetadata, decodeUnitMetadata } from './branch/metadata.ts';
export type { RootMetadata, Tools, UnitMetadata } from './branch/metadata.ts';
export { branchNames, environmentOf } from './branch/names.ts';
export type { BranchNames } from './branch/names.ts';
export { METADATA } from './branch/paths.ts';
export { isUpToDate, planBranch } from './branch/plan-branch.ts';
export type { BranchEntry, BranchPlan } from './branch/plan-branch.ts';
export { readTrailers } from './branch/trailers.ts';
export type { CommitTrailers } from './branch/trailers.ts';

// Branches and commits of this clone
export { readBranchTree } from './local/branch-tree.ts';
export type { LocalEntry } from './local/branch-tree.ts';
export {
  findWritingCommit,
  hasLocalEdits,
  isAncestor,
  isShallow,
  originUrl,
  readCommit,
} from './local/commits.ts';
export type { LocalCommit } from './local/commits.ts';

// GitHub
export { readAuthentication } from './github/authentication.ts';
export type { Authentication } from './github/authentication.ts';
export type { GitHub, RepositoryName, Traffic } from './github/github.ts';
export { findRepositoryPlace } from './github/find-repository.ts';
export type { RepositoryPlace } from './github/find-repository.ts';
export { openGitHub } from './github/open-github.ts';
export type { GitHubOptions } from './github/open-github.ts';
export type { Pace } from './github/pace.ts';
export type { RepositoryFacts } from './github/read-repository.ts';

// A pull request: all of it, and the parts that a report on somebody else's needs
export type { Annotation, CheckInput } from './publish/check.ts';
export { publish } from './publish/publish.ts';
export { PublishError } from './publish/publish-error.ts';
export type { PublishInput, PullRequestInput } from './publish/publish-input.ts';
export type { MergeResult, PublishResult } from './publish/publish-result.ts';

// The report on a pull request: what an untrusted run leaves, and what a trusted one makes of it
export { parseReport } from './report/parse-report.ts';
export { postReport } from './report/post-report.ts';
export type { PostedReport } from './report/post-report.ts';
export { readPullRequestEvent } from './report/read-event.ts';
export { MAX_REPORT_BYTES, REPORT_FILE } from './report/report-document.ts';
export type { ReportDocument, ReportedPullRequest } from './report/report-document.ts';
export { readReportFile, tooLong } from './report/read-report-file.ts';
export { commentOf } from './report/write-report.ts';
