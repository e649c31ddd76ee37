import process from 'node:process';

import { findOutcome } from '@fingerpost/changes';
import { hasLocalEdits } from '@fingerpost/publish';
import { printable } from '@fingerpost/text';
import { toNativePath } from 'kustomize-ts';

import { ENVIRONMENT_OPTIONS, readArguments } from './command.ts';
import type { Command, Context } from './command.ts';
import { formatProposal } from './format-proposal.ts';
import { printResult } from './print-result.ts';
import { makeProposal } from './proposal.ts';
import { UsageError } from './usage-error.ts';

export const pullRequest: Command = {
  usage: `fingerpost pull-request --env ENVIRONMENT --dry-run [--out FILE]

Renders an environment as HEAD has it and shows what its pull request would hold: the
files of the rendered branch that are added, changed and removed, the message of the
commit, and what that changes in the cluster. The branch is origin/environment/ENVIRONMENT
as it was last fetched. What is not committed is left out.

  --env ENVIRONMENT  the environment (--environment through Nx)
  --dry-run          write nothing and ask nobody
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
    out: { type: 'string' },
  });
  const environment = values.env ?? values.environment;
  if (environment === undefined) {
    throw new UsageError('a pull request is of one environment; name it with --env ENVIRONMENT');
  }
  if (overlays.length > 0) {
    throw new UsageError(
      `a pull request is of a whole environment, so ${printable(overlays[0] ?? '')} cannot be named; leave it away`,
    );
  }
  if (!values['dry-run']) {
    throw new UsageError('nothing is published yet; add --dry-run to see what would be');
  }
  const run = { directory: context.directory, noCache: values['no-cache'] };
  const proposal = await makeProposal(environment, process.env, run);
  if (hasLocalEdits(toNativePath(context.directory))) {
    context.err('what is not committed is left out: HEAD is rendered, not the working tree\n');
  }
  for (const notice of proposal.notices) context.err(`${printable(notice)}\n`);
  context.err(proposal.failures);
  printResult(context, values.out, (style) => formatProposal(proposal, style));
  if (proposal.failures !== '') return 2;
  return proposal.changes && findOutcome(proposal.changes).figures.errors > 0 ? 1 : 0;
}
