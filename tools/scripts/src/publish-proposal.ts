import { findOutcome, formatMarkdown, revisionFileSystem } from '@fingerpost/changes';
import type { Changes } from '@fingerpost/changes';
import {
  findRepositoryPlace,
  openGitHub,
  publish,
  PublishError,
  readAuthentication,
} from '@fingerpost/publish';
import type { Pace, PublishInput, PublishResult } from '@fingerpost/publish';
import { plural } from '@fingerpost/text';
import { toPosixPath } from 'kustomize-ts';

import { readEnvironment } from './environment.ts';
import type { Proposal, ProposalBase } from './proposal.ts';
import { nameCommit } from './render-commit.ts';

/** What the command line says of a pull request. */
export interface PublishOptions {
  readonly labels: readonly string[];
  readonly reviewers: readonly string[];
  readonly teamReviewers: readonly string[];
  readonly force: boolean;
  /** Writes the branch and its note alone, and the check where that is wished. */
  readonly pushOnly: { readonly check: boolean } | undefined;
  /** Where the whole report is, if it does not fit. */
  readonly artifact: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Publishes a proposal on GitHub. `origin` is the URL of the remote. Throws a PublishError. */
export async function publishProposal(
  proposal: Proposal,
  options: PublishOptions,
  origin: string,
  env: Environment,
  notice: (text: string) => void,
  pace?: Pace,
): Promise<PublishResult> {
  refuseOlder(proposal, options);
  const input = inputOf(proposal, options);
  const authentication = readAuthentication(env);
  const place = findRepositoryPlace(env, origin);
  return publish(input, await openGitHub({ authentication, ...place, notice, pace }));
}

/** An older run that is started again, or comes late, would take back what came since, and dev would merge it. */
function refuseOlder({ newer, head }: Proposal, { force }: PublishOptions): void {
  if (newer === undefined || force) return;
  throw new PublishError(
    `HEAD (${nameCommit(head).name}) is older than what ${newer} was rendered from; publish from the newest commit, or take the changes since back with --force`,
  );
}

/** Everything that is written but the message of the commit speaks of the content alone, so that it changes only with it. */
function inputOf(proposal: Proposal, options: PublishOptions): PublishInput {
  const { environment, branches, rendered, changes, base, head } = proposal;
  const { files, digest, message, units } = rendered;
  const outcome = changes && findOutcome(changes);
  // Where the branch is there, but not what it was rendered from, nothing is claimed of what this changes.
  const isKnown = changes !== undefined || base === undefined || !holdsUnits(base);
  const first = `The first rendering, of ${plural(units.length, 'overlay')}.`;
  const unknown = `It is not known what ${branches.base} was rendered from, so there is no report; read the files.`;
  const told = outcome?.text ?? (isKnown ? first : unknown);
  return {
    environment,
    branches,
    files,
    digest,
    message,
    pullRequest: {
      title: `Update ${environment}`,
      body: `${told}\n\nThis is exactly what \`overlays/${environment}\` renders to: \`${digest}\`. Edits by hand are refused; change overlays instead.`,
      labels: options.labels,
      reviewers: options.reviewers,
      teamReviewers: options.teamReviewers,
    },
    report: changes && reportOf(changes, proposal, options),
    check: {
      name: 'fingerpost/rendered',
      conclusion: outcome && outcome.figures.errors > 0 ? 'failure' : 'success',
      title: `${environment} as it is rendered`,
      summary: `${told}\n\n\`${digest}\``,
      annotations: [],
    },
    merge: isKnown && mayMerge(proposal) ? 'when-green' : 'by-hand',
    pushOnly: options.pushOnly && { ...options.pushOnly, drySha: head.sha },
    force: options.force,
    brokenNotes: base?.brokenNotes,
    seenBase: { sha: base?.commit.sha },
  };
}

/** It is more than its beginning. */
function holdsUnits({ entries }: ProposalBase): boolean {
  return entries.some(({ path }) => path.includes('/'));
}

function reportOf(changes: Changes, { branches }: Proposal, { artifact }: PublishOptions): string {
  return formatMarkdown(changes, { title: `Changes of ${branches.base}`, artifact });
}

/** By itself merges what says that it is for development; saying nothing is not enough. */
function mayMerge({ environment, clone, head }: Proposal): boolean {
  const top = toPosixPath(clone.workingTree);
  const files = revisionFileSystem(clone.workingTree, nameCommit(head), top);
  const { environment: facts, assumed } = readEnvironment(files, clone.root, environment);
  return facts.class === 'development' && !assumed;
}

/** The result in a few lines. */
export function describeResult({
  outcome,
  base,
  pullRequest,
  files,
  note,
  requests,
  writes,
}: PublishResult): string {
  const what = {
    unchanged: `${base.branch} holds what HEAD renders to; nothing is proposed`,
    current: 'the proposal is what HEAD renders to already',
    proposed: `proposed: ${files.added} added, ${files.changed} changed, ${files.removed} removed`,
    withdrawn: `${base.branch} holds what HEAD renders to; the proposal was taken back`,
    queued: 'an older proposal waits in the merge queue; run again afterwards',
  }[outcome];
  const merge = {
    waiting: 'merges when its checks pass',
    merged: 'merged',
    'by-hand': 'to be merged by hand',
    failing: 'not merged by itself: its check fails',
  };
  const where = pullRequest
    ? `#${pullRequest.number}, ${merge[pullRequest.merge]}: ${pullRequest.url}\n`
    : '';
  const noted = note
    ? `the note of ${note.sha.slice(0, 7)} ${note.written ? 'was written' : 'says so already'}\n`
    : '';
  return `${what}\n${where}${noted}${plural(requests, 'request')}, ${writes} of them writes\n`;
}
