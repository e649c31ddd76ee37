/** Two renderings in, what changed out. Pure but for `revision/`, which reads git. */

// What is compared and what comes out
export { compareOverlays } from './compare-overlays.ts';
export type { OverlayPair, Rendering } from './compare-overlays.ts';
export { countChanges, hasMeaning } from './changes.ts';
export type {
  ChangeCounts,
  Changes,
  Dependent,
  DiscoveryChange,
  Drift,
  EnvironmentChange,
  FindingChanges,
  MaskedField,
  MaskedOverlay,
  Meaning,
  MovedAway,
  OverlayChange,
  OverlayChanges,
  Reference,
  Refusal,
  Renaming,
  ResourceChange,
  SourceChange,
} from './changes.ts';
export type { Place } from './place.ts';
export type { FieldChange } from './field/diff-fields.ts';
export { diffLines } from './field/line-diff.ts';
export type { Hunk, Line } from './field/line-diff.ts';
export { parsePath } from './field/path.ts';
export type { Segment } from './field/path.ts';
export type { Value } from './field/value.ts';

// What it means
export { loadMeaning } from './load-meaning.ts';
export type { ComparedMeaning, EnvironmentPair, MeaningInput } from './meaning/compare-meaning.ts';
export type { EnvironmentSide, SideOverlay } from './meaning/environments/environment-side.ts';

// Touched files and drift
export { compareSources } from './sources/compare-sources.ts';
export type { SourcesInput, TracedOverlay } from './sources/compare-sources.ts';
export type { TracedBuild } from './sources/differences.ts';
export { findDrift } from './sources/find-drift.ts';
export type { DriftEnvironment, DriftUnit } from './sources/find-drift.ts';
export type { SourceFiles } from './sources/source-files.ts';

// Reports
export { formatOverview } from './report/overview.ts';
export type { RenderedEnvironment } from './report/overview.ts';
export type { Headings } from './report/headings.ts';
export { formatJson } from './report/json.ts';
export { formatMarkdown } from './report/markdown.ts';
export type { MarkdownOptions } from './report/markdown.ts';
export { findOutcome } from './report/outcome.ts';
export type { Outcome, OutcomeFigures } from './report/outcome.ts';
export { formatSarif } from './report/sarif.ts';
export { formatText } from './report/text.ts';
export type { ReportOptions } from './report/text.ts';

// Renderings, and what is kept of them from run to run
export type { ContentCache } from './cache/content-cache.ts';
export { openCache } from './cache/open-cache.ts';
export type { DiskCacheOptions } from './disk/disk-cache.ts';
export { openRenderings } from './renderings/renderings.ts';
export type {
  Progress,
  Renderings,
  RenderingsOptions,
  RenderingRequest,
} from './renderings/renderings.ts';
export type { OverlayRendering, RenderedOverlay } from './renderings/rendered-overlay.ts';
export type { OverlayFolder } from './renderings/overlay-folder.ts';
export type { IdentifiedFiles } from './renderings/identified-files.ts';
export type { Side } from './renderings/side.ts';

// Git revisions
export { GitError, readGit, runGit } from './revision/git.ts';
export { findRevisions } from './revision/find-revisions.ts';
export type { Revisions } from './revision/find-revisions.ts';
export { DEFAULT_BASES, findWorkingTree, resolveCommit } from './revision/repository.ts';
export type { Commit } from './revision/repository.ts';
export { inspectSubmodules } from './revision/submodules.ts';
export type { MissingSubmodule, SubmoduleStates } from './revision/submodules.ts';
export { readBlobs } from './revision/tree.ts';
export { blobIdOf, hashOfId } from './renderings/blob-id.ts';
export { revisionFileSystem } from './revision/revision-file-system.ts';
export type { RevisionFileSystem } from './revision/revision-file-system.ts';
