import { findOutcome } from '@fingerpost/changes';
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
       fingerpost diff [OVERLAY...] --example NAME

Renders overlays twice and shows what differs, field by field with the lines of the
sources, and what it means: names, endpoints, routes and connections that are lost or
gained, and what is newly wrong. Without flags: the commit at which HEAD left the base
branch against the working tree, files that git does not know yet included. Values of
Secrets are masked.

  OVERLAY            dev/helper-server, its path, or a glob of either; all without one
  --base REF         the branch to compare with: main, else origin/main
  --head REF         compare this revision instead of the working tree
  --env ENVIRONMENT  only overlays of this environment (--environment through Nx)
  --between A,B      compare each unit in environment A with the same one in B: fields
                     alone, what is not expected to differ
  --from, --to       compare any two: plain YAML, a folder of it, or a folder with a
                     kustomization
  --example NAME     show a prepared change without making it:
${examples.map(({ name, title }) => `                       ${name.padEnd(16)} ${title}\n`).join('')}  --fields           only what differs in the manifests, not what it means
  --no-cache         render everything; do not read or write .fingerpost/cache
  --format FORMAT    ${FORMATS.join(', ')}: text without it
  --out FILE         write the result to a file
  --exit-code        exit with 1 where there are differences

Exit code 0: fine. 1: new errors; with --exit-code any difference. 2: wrong usage, or
an overlay that does not render.
`,
  run: runDiff,
};

async function runDiff(args: readonly string[], context: Context): Promise<number> {
  const { values, overlays } = readArguments(args, {
    base: { type: 'string' },
    head: { type: 'string' },
    ...ENVIRONMENT_OPTIONS,
    between: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    example: { type: 'string' },
    fields: { type: 'boolean', default: false },
    'no-cache': { type: 'boolean', default: false },
    'exit-code': { type: 'boolean', default: false },
    format: { type: 'string', default: 'text' },
    out: { type: 'string' },
  });
  const format = readFormat(values.format);
  const options = { ...values, format, overlays, env: values.env ?? values.environment };
  refuseMixture(options);
  const comparison = await compare(options, context.directory);
  const { notices, ...found } = await changesOf(comparison, { fieldsOnly: options.fields });
  context.err(formatWarnings(comparison.pairs));
  for (const notice of [...comparison.notices, ...notices]) context.err(`${printable(notice)}\n`);

  const { newSide } = comparison;
  const tree =
    newSide && options.example === undefined && isClean(found.changes)
      ? await describeCleanTree(comparison, newSide)
      : undefined;
  const changes = tree ? { ...found.changes, unread: tree.unread } : found.changes;
  const result = await formatChanges(changes, comparison, {
    format,
    tree: tree?.unread.length === 0 ? tree.text : undefined,
  });
  printResult(context, options.out, result);
  const isTold = options.out === undefined && format === 'text';
  const failures = listFailures(comparison.pairs, changes);
  context.err(isTold ? failures.untold : failures.all);
  if (failures.all !== '') return 2;
  if (findOutcome(changes).figures.errors > 0) return 1;
  return options['exit-code'] && hasDifferences(changes) ? 1 : 0;
}

/** Whether the manifests or what they mean differ otherwise than expected. An edit without effect is no difference. */
function hasDifferences({ overlays, meaning }: Changes): boolean {
  if (overlays.some(({ status }) => status !== 'expected')) return true;
  if (!meaning) return false;
  const { environments, findings } = meaning;
  return (
    findings.new.length + findings.fixed.length > 0 ||
    environments.some(({ discovery }) => discovery.length > 0)
  );
}

async function compare(options: DiffOptions, directory: string): Promise<Comparison> {
  const { base, head, from, to, between, example, overlays, env } = options;
  if (from !== undefined && to !== undefined) return comparePaths(from, to, directory);
  const root = findRepository(workingFiles(directory), directory);
  if (between !== undefined) {
    const { compareEnvironments } = await import('./compare-environments.ts');
    return compareEnvironments(root, between, overlays, directory);
  }
  const selection = { overlays, environment: env };
  if (example !== undefined) return compareExample(root, example, selection, directory);
  const run = { directory, noCache: options['no-cache'] };
  return compareRevisions(root, { base, head }, selection, run);
}
