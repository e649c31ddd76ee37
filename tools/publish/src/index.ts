/** From renderings to a pull request, and what it says. */

// What a rendered branch holds. Pure.
export { BranchError } from './branch/branch-error.ts';
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
