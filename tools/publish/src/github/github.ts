import type { Octokit } from '@octokit/rest';

/** A repository on GitHub or GitHub Enterprise, and the one who speaks to it. Made by openGitHub. */
export interface GitHub {
  readonly octokit: Octokit;
  readonly repository: RepositoryName;
  /** Whose token it is, where that was said. */
  readonly login?: string | undefined;
  /** Whether it speaks for a GitHub App. */
  readonly isApp: boolean;
  readonly traffic: Traffic;
  /** Tells the user something that is no error. */
  notice(text: string): void;
  /** Strikes secrets out of a text. */
  redact(text: string): string;
  /** Waits before a failed write is looked at again: longer with each attempt, from 0. */
  pause(attempt: number): Promise<void>;
}

export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

/** What went over the wire so far, repetitions included. */
export interface Traffic {
  /** All HTTP requests. */
  requests: number;
  /** Those that may change something. */
  writes: number;
}
