/** What was done; it is printed as JSON. */
export interface PublishResult {
  readonly environment: string;
  /**
   * `unchanged`: the environment is what it is to be, nothing is proposed. `current`: the proposal is already what it is to be.
   * `proposed`: it was written. `withdrawn`: nothing is left to propose. `queued`: an older proposal waits in the merge
   * queue and was left alone; run again afterwards.
   */
  readonly outcome: 'unchanged' | 'current' | 'proposed' | 'withdrawn' | 'queued';
  readonly digest: string;
  readonly base: { readonly branch: string; readonly sha: string; readonly created: boolean };
  readonly proposal?: ProposalResult | undefined;
  readonly pullRequest?: PullRequestResult | undefined;
  /** Of a push alone: the commit that has the note, and whether it was written just now. */
  readonly note?: { readonly sha: string; readonly written: boolean } | undefined;
  readonly files: { readonly added: number; readonly changed: number; readonly removed: number };
  readonly requests: number;
  /** Requests that may have changed something. 0 where nothing was to be done. */
  readonly writes: number;
}

interface ProposalResult {
  readonly branch: string;
  readonly sha: string;
}

interface PullRequestResult {
  readonly number: number;
  readonly url: string;
  readonly created: boolean;
  readonly merge: MergeResult;
}

/** `waiting`: GitHub merges it when its checks pass. `by-hand`: people do. `failing`: its own check fails. */
export type MergeResult = 'waiting' | 'merged' | 'by-hand' | 'failing';
