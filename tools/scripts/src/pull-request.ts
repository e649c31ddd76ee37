import process from 'node:process';

import { findOutcome } from '@fingerpost/changes';
import { hasLocalEdits, originUrl } from '@fingerpost/publish';
import { printable } from '@fingerpost/text';
import { toNativePath } from 'kustomize-ts';

import { ENVIRONMENT_OPTIONS, readArguments } from './command.ts';
import type { Command, Context } from './command.ts';
import { formatProposal } from './format-proposal.ts';
import { formatJson, printResult } from './print-result.ts';
import { makeProposal } from './proposal.ts';
import type { Proposal } from './proposal.ts';
import { describeResult, publishProposal } from './publish-proposal.ts';
import type { PublishOptions } from './publish-proposal.ts';
import { UsageError } from './usage-error.ts';

export const pullRequest: Command = {
  usage: `fingerpost pull-request --env ENVIRONMENT [--dry-run] [--format text|json] [--out FILE]

Renders an environment as HEAD has it, commits that to environment/ENVIRONMENT-next on
GitHub, and opens or updates the pull request to environment/ENVIRONMENT. What is there
already is not written again. Of an environment.yaml with class: development it is merged
when its checks pass. What is not committed is left out.

GITHUB_TOKEN, or FINGERPOST_APP_ID and FINGERPOST_APP_PRIVATE_KEY of a GitHub App, says who
writes; GITHUB_REPOSITORY and GITHUB_API_URL where, if not where the clone came from.

With --dry-run it shows what the pull request would hold: the files of the rendered branch
that are added, changed and removed, the message of the commit, and what that changes in
the cluster. The branch is origin/environment/ENVIRONMENT as it was last fetched.

  --env ENVIRONMENT  the environment (--environment through Nx)
  --dry-run          write nothing and ask nobody
  --label NAME       a label for the pull request; may be given several times, as the next two
  --reviewer LOGIN   who is asked to review
  --team-reviewer T  a team that is asked to review
  --artifact URL     where the complete report is, if the comment cannot hold it
  --push-only        write environment/ENVIRONMENT-next and its note in
                     refs/notes/hydrator.metadata alone: GitOps Promoter does the rest
  --check            with --push-only: post the check too
  --force            overwrite what somebody else committed to the proposal
  --format json      the result for programs
  --no-cache         do not read or write .fingerpost/cache
  --out FILE         write the result to a file

Exit code 0: fine. 1: new errors. 2: wrong usage, an overlay that does not render, a Secret
with values, or a commit that is not in this clone.
`,
  run: runPullRequest,
};

async function runPullRequest(args: readonly string[], context: Context): Promise<number> {
  const { values, overlays } = readArguments(args, {
    ...ENVIRONMENT_OPTIONS,
    'dry-run': { type: 'boolean', default: false },
    'no-cache': { type: 'boolean', default: false },
    label: { type: 'string', multiple: true },
    reviewer: { type: 'string', multiple: true },
    'team-reviewer': { type: 'string', multiple: true },
    artifact: { type: 'string' },
    'push-only': { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    force: { type: 'boolean', default: false },
    format: { type: 'string', default: 'text' },
    out: { type: 'string' },
  });
  const environment = values.env ?? values.environment;
  if (environment === undefined) {
    throw new UsageError('a pull request is of one environment; name it with --env ENVIRONMENT');
  }
  if (values.format !== 'text' && values.format !== 'json') {
    throw new UsageError('--format is text or json');
  }
  if (overlays.length > 0) {
    throw new UsageError(
      `a pull request is of a whole environment, so ${printable(overlays[0] ?? '')} cannot be named; leave it away`,
    );
  }
  if (values.check && !values['push-only']) {
    throw new UsageError('--check goes with --push-only; a pull request always gets its check');
  }
  const run = { directory: context.directory, noCache: values['no-cache'] };
  const proposal = await makeProposal(environment, process.env, run);
  if (hasLocalEdits(toNativePath(context.directory))) {
    context.err('what is not committed is left out: HEAD is rendered, not the working tree\n');
  }
  for (const notice of proposal.notices) context.err(`${printable(notice)}\n`);
  context.err(proposal.failures);
  if (values['dry-run']) {
    printResult(context, values.out, (style) => formatProposal(proposal, style));
    return exitCodeOf(proposal);
  }
  if (proposal.failures !== '') return 2;
  const origin = originUrl(toNativePath(context.directory));
  const result = await publishProposal(proposal, optionsOf(values), origin, process.env, (text) =>
    context.err(`${printable(text)}\n`),
  );
  const json = values.format === 'json' ? formatJson(result) : undefined;
  printResult(context, values.out, () => json ?? describeResult(result));
  return exitCodeOf(proposal);
}

function optionsOf(values: {
  readonly label?: string[] | undefined;
  readonly reviewer?: string[] | undefined;
  readonly 'team-reviewer'?: string[] | undefined;
  readonly artifact?: string | undefined;
  readonly 'push-only': boolean;
  readonly check: boolean;
  readonly force: boolean;
}): PublishOptions {
  const { label = [], reviewer = [], 'team-reviewer': teams = [], artifact, check, force } = values;
  const pushOnly = values['push-only'] ? { check } : undefined;
  return { labels: label, reviewers: reviewer, teamReviewers: teams, artifact, pushOnly, force };
}

function exitCodeOf(proposal: Proposal): number {
  if (proposal.failures !== '') return 2;
  return proposal.changes && findOutcome(proposal.changes).figures.errors > 0 ? 1 : 0;
}
