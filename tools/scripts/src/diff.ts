import { findOutcome, hasMeaning } from '@fingerpost/changes';
import type { Changes } from '@fingerpost/changes';
import { printable } from '@fingerpost/text';

import { changesOf } from './changes-of.ts';
import { describeCleanTree, isClean } from './clean-tree.ts';
import { ENVIRONMENT_OPTIONS, readArguments } from './command.ts';
import type { Command, Context } from './command.ts';
import { compareExample } from './compare-example.ts';
import { comparePaths } from './compare-paths.ts';
import { compareRevisions } from './compare-revisions.ts';
import type { Comparison } from './comparison.ts';
import { FORMATS, readFormat, refuseMixture } from './diff-options.ts';
import type { DiffOptions } from './diff-options.ts';
import { examples } from './examples.ts';
import { listFailures } from './failures.ts';
import { formatWarnings } from './new-warnings.ts';
import { findRepository } from './overlays.ts';
import { printResult } from './print-result.ts';
import { workingFiles } from './working-files.ts';
import { formatChanges } from './format-changes.ts';

export const diff: Command = {
  usage: `fingerpost diff [OVERLAY...] [--base REF] [--head REF] [--env ENVIRONMENT]
       fingerpost diff [OVERLAY...] --between ENVIRONMENT,ENVIRONMENT
       fingerpost diff --from PATH --to PATH
       fingerpost diff [OVERLAY...] --example NAME [--env ENVIRONMENT]
       fingerpost diff [OVERLAY...] --live [--context CONTEXT] [--env ENV]

Renders overlays twice and shows what differs and what it means: names,
endpoints, routes and connections that are lost, changed or gained; what is
newly wrong; every field, with the line of the source. Without flags: the commit
at which HEAD left the base branch against the working tree, with the files that
git does not know yet. Values of Secrets are masked.

  OVERLAY            dev/helper-server, its path, or a glob of either; all
                     without one. The others count as they are on the new side
  --env ENVIRONMENT  only overlays of this environment (--environment in Nx)
  --base REF         the branch, tag or commit to compare with; without it main,
                     else origin/main
  --head REF         compare this revision instead of the working tree
  --between A,B      compare each unit in environment A with the same unit in B,
                     in fields alone; expected differences are only counted
  --from, --to       compare any two: a folder with a kustomization, a folder or
                     a file of plain YAML, - for standard input
  --example NAME     show a prepared change without making it:
${examples.map(({ name, title }) => `   ${name.padEnd(16)} ${title}\n`).join('')}  --live             compare the objects of a cluster with what a sync would
                     make of them, by a server-side apply that stores nothing
  --context CONTEXT  the cluster, as the kubeconfig calls it; the current one
                     without
  --fields           only what differs in the manifests, not what it means
  --no-cache         render everything; neither read nor write .fingerpost/cache
  --format FORMAT    ${FORMATS.join(', ')}; text without it
  --out FILE         write the result to a file
  --exit-code        exit with 1 where anything differs otherwise than expected

Exit code 0: fine. 1: new errors; with --exit-code any difference. 2: wrong
usage, or something that cannot be rendered or read, on whatever side: which is
said, and the rest is shown.
`,
  run: runDiff,
};

async function runDiff(args: readonly string[], context: Context): Promise<number> {
  const options = readDiffOptions(args);
  return tellDifferences(await findDifferences(options, context.directory), options, context);
}

/** What `diff` is asked for. Throws a UsageError where flags do not go together. */
export function readDiffOptions(args: readonly string[]): DiffOptions {
  const { values, overlays } = readArguments(args, {
    base: { type: 'string' },
    head: { type: 'string' },
    ...ENVIRONMENT_OPTIONS,
    between: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    example: { type: 'string' },
    live: { type: 'boolean', default: false },
    context: { type: 'string' },
    fields: { type: 'boolean', default: false },
    'no-cache': { type: 'boolean', default: false },
    'exit-code': { type: 'boolean', default: false },
    format: { type: 'string', default: 'text' },
    out: { type: 'string' },
  });
  const format = readFormat(values.format);
  const options = { ...values, format, overlays, env: values.env ?? values.environment };
  refuseMixture(options);
  return options;
}

/** What differs, before it is told in a format. */
export interface Differences {
  readonly comparison: Comparison;
  readonly changes: Changes;
  /** For people, each one line. */
  readonly notices: readonly string[];
  /** What text says instead where nothing changed. */
  readonly tree: string | undefined;
}

/** Renders both sides and finds what differs. */
export async function findDifferences(
  options: DiffOptions,
  directory: string,
): Promise<Differences> {
  const comparison = await compare(options, directory);
  const { notices, changes } = await changesOf(comparison, { fieldsOnly: options.fields });
  const all = [...comparison.notices, ...notices];
  const { newSide } = comparison;
  if (!newSide || options.example !== undefined || !isClean(changes)) {
    return { comparison, changes, notices: all, tree: undefined };
  }
  const { unread, text } = await describeCleanTree(comparison, newSide);
  const tree = unread.length === 0 ? text : undefined;
  return { comparison, changes: { ...changes, unread }, notices: all, tree };
}

/** Prints what differs in the format that was asked for; returns the exit code. */
export async function tellDifferences(
  { comparison, changes, notices, tree }: Differences,
  options: DiffOptions,
  context: Context,
): Promise<number> {
  const { format, out } = options;
  context.err(formatWarnings(comparison.pairs));
  for (const notice of notices) context.err(`${printable(notice)}\n`);
  printResult(context, out, await formatChanges(changes, comparison, { format, tree }));
  const failures = listFailures(comparison.pairs, changes);
  const isTold = out === undefined && format === 'text';
  context.err(isTold ? failures.untold : failures.all);
  if (failures.all !== '') return 2;
  if (findOutcome(changes).figures.errors > 0) return 1;
  return options['exit-code'] && hasDifferences(changes) ? 1 : 0;
}

/** Whether the manifests or what they mean differ otherwise than expected. An edit without effect is no difference. */
function hasDifferences({ overlays, meaning }: Changes): boolean {
  if (overlays.some(({ status }) => status !== 'expected')) return true;
  return meaning !== undefined && hasMeaning(meaning);
}

async function compare(options: DiffOptions, directory: string): Promise<Comparison> {
  const { base, head, from, to, between, example, live, context, overlays, env } = options;
  if (from !== undefined && to !== undefined) return comparePaths(from, to, directory);
  const root = findRepository(workingFiles(directory), directory);
  if (live) {
    const { compareLive } = await import('./compare-live.ts');
    return compareLive(root, { context, environment: env, overlays }, directory);
  }
  if (between !== undefined) {
    const { compareEnvironments } = await import('./compare-environments.ts');
    return compareEnvironments(root, between, overlays, directory);
  }
  const selection = { overlays, environment: env };
  if (example !== undefined) return compareExample(root, example, selection, directory);
  const run = { directory, noCache: options['no-cache'] };
  return compareRevisions(root, { base, head }, selection, run);
}
