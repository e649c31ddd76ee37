import type { Json, JsonObject } from '../json.ts';
import type { Account } from './account.ts';

export interface Settings {
  allowAutoMerge: boolean;
  deleteBranchOnMerge: boolean;
  /** More entries than this are cut off a recursive tree, which then says `truncated`. */
  treeLimit: number;
  /** More files or bytes than this in one new tree time out, as GitHub does somewhere above 200 files. */
  newTreeEntries: number;
  newTreeBytes: number;
  /** Pull requests from here on go through a merge queue. */
  mergeQueue: boolean;
}

export interface Review {
  readonly id: number;
  readonly account: Account;
  readonly state: string;
  readonly body: string;
  readonly commit: string;
  readonly submittedAt: string;
}

export interface AutoMerge {
  readonly account: Account;
  readonly method: 'merge' | 'rebase' | 'squash';
  readonly title: string;
  readonly message: string;
  readonly enabledAt: string;
}

export interface Pull {
  readonly id: number;
  readonly number: number;
  readonly account: Account;
  readonly head: string;
  readonly createdAt: string;
  title: string;
  body: string | null;
  base: string;
  headSha: string;
  baseSha: string;
  state: 'closed' | 'open';
  draft: boolean;
  labels: string[];
  reviewers: string[];
  teams: string[];
  reviews: Review[];
  updatedAt: string;
  closedAt: string | null;
  mergedAt: string | null;
  mergedBy: Account | null;
  mergeSha: string | null;
  autoMerge: AutoMerge | undefined;
  /** GitHub looks whether it can be merged only after it was asked for the first time. */
  isMergeabilityKnown: boolean;
  isQueued: boolean;
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly account: Account;
  readonly createdAt: string;
  body: string;
  updatedAt: string;
}

export interface Label {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
}

export interface CheckRun {
  readonly id: number;
  readonly sha: string;
  name: string;
  status: string;
  conclusion: string | null;
  externalId: string;
  detailsUrl: string | null;
  startedAt: string | null;
  completedAt: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  annotations: JsonObject[];
  actions: Json;
}

export interface Status {
  readonly id: number;
  readonly sha: string;
  readonly context: string;
  readonly state: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly account: Account;
  readonly createdAt: string;
}

export interface Ruleset {
  readonly id: number;
  body: JsonObject;
}

export interface Repository {
  readonly id: number;
  readonly owner: Account;
  readonly name: string;
  /** The bare git repository. */
  readonly git: string;
  readonly settings: Settings;
  readonly pulls: Pull[];
  readonly labels: Map<string, Label>;
  readonly comments: Map<number, Comment>;
  readonly checkRuns: Map<number, CheckRun>;
  readonly statuses: Status[];
  readonly rulesets: Map<number, Ruleset>;
  /** Commits that GitHub signed. */
  readonly signed: Set<string>;
  lastNumber: number;
}

export function fullName({ owner, name }: Repository): string {
  return `${owner.login}/${name}`;
}
