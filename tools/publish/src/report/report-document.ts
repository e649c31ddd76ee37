import type { Changes } from '@fingerpost/changes';

/** What `preview` leaves for `report`: `docs/schema/report.schema.json`. */
export interface ReportDocument {
  /** Of this shape. */
  readonly version: 1;
  /** What it was made for; absent where it was made for no pull request. */
  readonly pullRequest?: ReportedPullRequest | undefined;
  /** As `diff --format json` has them. */
  readonly changes: Changes;
}

export interface ReportedPullRequest {
  /** `owner/name` of the repository that is asked to take the change. */
  readonly repository: string;
  readonly number: number;
  /** Full ids: the commit that was rendered, and that of the base branch when the workflow began. */
  readonly head: string;
  readonly base: string;
}

/** The only file of the artifact. */
export const REPORT_FILE = 'report.json';

/** What a report may have, in bytes. 10,000 overlays that all change make some 20 million. */
export const MAX_REPORT_BYTES = 32 << 20;
