/** What is held against the cluster. */
export type Part =
  | 'affinity'
  | 'balance'
  | 'dns'
  | 'endpoints'
  | 'external'
  | 'failover'
  | 'latency'
  | 'ports'
  | 'reachability'
  | 'services';

/** A measurement that a busy machine may have spoilt is not conclusive: neither a pass nor a failure. */
export type Verdict = 'agrees' | 'disagrees' | 'not-conclusive' | 'skipped';

/** One prediction held against the cluster. */
export interface Check {
  readonly part: Part;
  /** `backend/go-server http`, `pod(backend/Deployment/helper-server[0]) -> backend/go-server:9000` */
  readonly subject: string;
  readonly predicted: string;
  readonly real: string;
  readonly verdict: Verdict;
  /** Why it disagrees, was skipped or is not conclusive, in plain words. */
  readonly reason?: string;
  /** Where the prediction comes from. */
  readonly source?: { readonly file: string; readonly line: number };
  /** Times are in milliseconds. */
  readonly figures?: Readonly<Record<string, number>>;
}
