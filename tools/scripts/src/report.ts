import process from 'node:process';

import { commentOf, parseReport, postReport, readReportFile } from '@fingerpost/publish';
import type { PostedReport } from '@fingerpost/publish';
import { plural, printable } from '@fingerpost/text';
import { toNativePath } from 'kustomize-ts';

import { readArguments } from './command.ts';
import type { Command, Context } from './command.ts';
import { printResult } from './print-result.ts';
import { UsageError } from './usage-error.ts';
import { resolveUserPath } from './user-path.ts';

export const report: Command = {
  usage: `fingerpost report FILE_OR_FOLDER [--dry-run] [--out FILE]

Writes what fingerpost preview found as a comment and a check on its pull request. Anybody may
have made the file: it is used only where it follows docs/schema/report.schema.json, and only on
the pull request that GitHub itself names for the run of the workflow that it came from. The
comment is made anew from the facts in it.

GITHUB_EVENT_PATH says of which run (the event workflow_run), GITHUB_TOKEN who writes, and
GITHUB_REPOSITORY and GITHUB_API_URL where.

  FILE_OR_FOLDER     the report, or the folder that its artifact was unpacked into
  --dry-run          print the comment, ask nobody and write nothing
  --out FILE         write the result to a file

Exit code 0: fine, also where the pull request has moved on. 2: wrong usage, or a report that
cannot be believed.
`,
  run: runReport,
};

async function runReport(args: readonly string[], context: Context): Promise<number> {
  const { values, overlays: places } = readArguments(args, {
    'dry-run': { type: 'boolean', default: false },
    out: { type: 'string' },
  });
  const [place] = places;
  if (place === undefined || places.length > 1) {
    throw new UsageError('a report is one file or one folder; name it');
  }
  const text = readReportFile(toNativePath(resolveUserPath(context.directory, place)));
  const document = parseReport(text, place);
  const notice = (line: string): void => context.err(`${printable(line)}\n`);
  const told = values['dry-run']
    ? commentOf(document.changes, document.pullRequest?.head)
    : describe(await postReport(document, process.env, { notice }));
  printResult(context, values.out, () => told);
  return 0;
}

function describe({ number, head, requests, writes }: PostedReport): string {
  const what =
    number === undefined
      ? `${head.slice(0, 7)} is the head of no open pull request any more; nothing was written`
      : `reported on #${number}`;
  return `${what}\n${plural(requests, 'request')}, ${writes} of them writes\n`;
}
