import fs from 'node:fs';
import { posix } from 'node:path';
import process from 'node:process';

import { findOutcome, findWorkingTree, formatJson, resolveCommit } from '@fingerpost/changes';
import { MAX_REPORT_BYTES, REPORT_FILE, readPullRequestEvent, tooLong } from '@fingerpost/publish';
import type { ReportedPullRequest } from '@fingerpost/publish';
import { printable } from '@fingerpost/text';
import { toNativePath } from 'kustomize-ts';

import { changesOf } from './changes-of.ts';
import { readArguments } from './command.ts';
import type { Command, Context } from './command.ts';
import { compareRevisions } from './compare-revisions.ts';
import { listFailures } from './failures.ts';
import { formatChanges } from './format-changes.ts';
import { formatWarnings } from './new-warnings.ts';
import { findRepository } from './overlays.ts';
import { printResult } from './print-result.ts';
import { UsageError } from './usage-error.ts';
import { resolveUserPath } from './user-path.ts';
import { workingFiles } from './working-files.ts';
import { writeFile } from './write-file.ts';

const DEFAULT_OUTPUT = 'dist/preview';

export const preview: Command = {
  usage: `fingerpost preview [--base REF] [--out FOLDER]

Compares HEAD with the commit at which it left the base branch, shows that as diff does, and
leaves it in FOLDER/${REPORT_FILE} for fingerpost report. In a workflow of a pull request the base
is that of the pull request, and the file says which pull request it is for. Needs no token.

  --base REF     the branch, tag or commit to compare with; without it and outside of a
                 workflow main, else origin/main
  --out FOLDER   instead of ${DEFAULT_OUTPUT}
  --no-cache     render everything; neither read nor write .fingerpost/cache

Exit code 0: fine. 1: new errors. 2: wrong usage, or something that cannot be rendered or read.
The file is written with all of them, but where nothing could be compared.
`,
  run: runPreview,
};

async function runPreview(args: readonly string[], context: Context): Promise<number> {
  const { values, overlays } = readArguments(args, {
    base: { type: 'string' },
    out: { type: 'string', default: DEFAULT_OUTPUT },
    'no-cache': { type: 'boolean', default: false },
  });
  if (overlays.length > 0) {
    throw new UsageError(
      `a preview is of all overlays, so ${printable(overlays[0] ?? '')} cannot be named; leave it away`,
    );
  }
  const root = findRepository(workingFiles(context.directory), context.directory);
  const pullRequest = findPullRequest(root);
  const names = { base: values.base ?? pullRequest?.base, head: 'HEAD' };
  const run = { directory: context.directory, noCache: values['no-cache'] };
  const selection = { overlays: [], environment: undefined };
  const comparison = compareRevisions(root, names, selection, run);
  const { notices, changes } = await changesOf(comparison, { fieldsOnly: false });
  context.err(formatWarnings(comparison.pairs));
  for (const notice of [...comparison.notices, ...notices]) context.err(`${printable(notice)}\n`);

  writeReportFile(resolveUserPath(context.directory, values.out), pullRequest, formatJson(changes));
  const options = { format: 'text', tree: undefined } as const;
  printResult(context, undefined, await formatChanges(changes, comparison, options));
  const failures = listFailures(comparison.pairs, changes);
  context.err(failures.untold);
  if (failures.all !== '') return 2;
  return findOutcome(changes).figures.errors > 0 ? 1 : 0;
}

/** The pull request of a workflow. What is checked out has to be its head: else the report would be of something else. */
function findPullRequest(root: string): ReportedPullRequest | undefined {
  if (process.env['GITHUB_EVENT_NAME'] !== 'pull_request') return undefined;
  const pullRequest = readPullRequestEvent(process.env);
  const { id } = resolveCommit(findWorkingTree(toNativePath(root)), 'HEAD', '--head');
  if (id === pullRequest.head) return pullRequest;
  throw new UsageError(
    `HEAD is ${id.slice(0, 7)}, and the head of #${pullRequest.number} is ${pullRequest.head.slice(0, 7)}; check that out (actions/checkout with ref)`,
  );
}

/** Writes the file alone: what an older run left there would pass for this one's. */
function writeReportFile(
  folder: string,
  pullRequest: ReportedPullRequest | undefined,
  changes: string,
): void {
  const file = posix.join(folder, REPORT_FILE);
  fs.rmSync(toNativePath(file), { force: true });
  const facts =
    pullRequest === undefined ? '' : `  "pullRequest": ${JSON.stringify(pullRequest)},\n`;
  const text = `{\n  "version": 1,\n${facts}  "changes": ${changes.trimEnd()}\n}\n`;
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_REPORT_BYTES) throw tooLong(file, bytes);
  fs.mkdirSync(toNativePath(folder), { recursive: true });
  writeFile(file, text);
}
